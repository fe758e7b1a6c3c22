/** Values in the words of the source: `order.total > 100`, for pictures and messages. */
import type { Expression } from '../tree.ts'

const INFIX: Readonly<Record<string, string>> = {
  equals: '=',
  differs: '≠',
  lessThan: '<',
  atMost: '≤',
  greaterThan: '>',
  atLeast: '≥',
}
const JOINED: Readonly<Record<string, string>> = { and: ' and ', or: ' or ' }

/** A short text for people; not to be parsed. */
export function inWords(value: Expression): string {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? `"${value.value}"` : JSON.stringify(value.value)
    case 'input':
      return value.field
    case 'output':
    case 'given':
      return value.name
    case 'field':
      return `${inWords(value.of)}.${value.name}`
    case 'prompt':
      return value.template.file ?? 'a prompt'
    case 'jsonata':
      return 'JSONata'
    case 'split':
      return `split ${value.name}`
    case 'object':
      return '{…}'
    case 'list':
      return '[…]'
    case 'call':
      return callInWords(value)
    case 'lambda':
      return inWords(value.body)
    default:
      return value satisfies never
  }
}

function callInWords({ name, of }: Extract<Expression, { kind: 'call' }>): string {
  const parts = of.map(inWords)
  const infix = INFIX[name]
  if (infix) return parts.join(` ${infix} `)
  const joined = JOINED[name]
  if (joined) return parts.join(joined)
  if (name === 'isTrue') return parts.join('')
  if (name === 'not') return `not ${parts.join('')}`
  return `${name}(${parts.join(', ')})`
}
