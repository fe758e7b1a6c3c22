/** The shape of JSONPath strings and intrinsic calls: enough to refuse what cannot be one, not an interpreter. */

/** Names of the intrinsic functions of JSONPath mode. */
const INTRINSICS = new Set(
  (
    'Format StringToJson JsonToString StringSplit Hash UUID Base64Encode Base64Decode JsonMerge MathRandom MathAdd ' +
    'Array ArrayPartition ArrayContains ArrayRange ArrayGetItem ArrayLength ArrayUnique'
  ).split(' '),
)

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

/** `States.Format('…', $.a)` with a known name and closed parentheses. */
export const isIntrinsic = (text: string): boolean => {
  const name = /^States\.(\w+)\(/.exec(text)?.[1]
  return name !== undefined && INTRINSICS.has(name) && text.trimEnd().endsWith(')') && closes(text, `'`)
}

export const isPathOrIntrinsic = (text: string): boolean => isJsonPath(text) || isIntrinsic(text)
