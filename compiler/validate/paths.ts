/** The shape of JSONPath strings: enough to refuse what cannot be one, not an interpreter. */
import { isIntrinsic } from './intrinsics.ts'

/** Whether brackets and parentheses outside quotes close in order. */
function closes(text: string, quotes: string): boolean {
  const open: string[] = []
  let quote = ''
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string
    if (character === '\\') index++
    else if (quote) quote = character === quote ? '' : quote
    else if (quotes.includes(character)) quote = character
    else if (character === '[' || character === '(') open.push(character === '[' ? ']' : ')')
    else if ((character === ']' || character === ')') && open.pop() !== character) return false
  }
  return open.length === 0 && quote === ''
}

/** `$.a.b[0]`, `$$.Execution.Id`, `$variable.a`. */
export const isJsonPath = (text: string): boolean =>
  text.startsWith('$') && !text.endsWith('.') && !text.includes('...') && closes(text, `'"`)

/** A path that names one node: no wildcard, filter, slice or deep scan. */
export const isReferencePath = (text: string): boolean =>
  isJsonPath(text) && !/[*?@]|\.\./.test(text.replaceAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, ''))

/** A reference path into the state's own data: neither the context object nor a variable can be written to. */
export const isResultPath = (text: string): boolean => isReferencePath(text) && /^\$(?:[.[]|$)/.test(text)

export const isPathOrIntrinsic = (text: string): boolean => isJsonPath(text) || isIntrinsic(text)
