/** What a graph says of values, models and errors, in the words of the source: `order.total > 100`. For people; not to be parsed. */
import type { Expression } from '../../tree.ts'

/** Operators, loosest first: what binds looser than where it stands gets parentheses. */
const INFIX: readonly Readonly<Record<string, string>>[] = [
  { or: 'or' },
  { and: 'and' },
  { equals: 'is', differs: 'is not', lessThan: '<', atMost: '≤', greaterThan: '>', atLeast: '≥' },
  { 'numbers.plus': '+', 'numbers.minus': '−' },
  { 'numbers.times': '×', 'numbers.dividedBy': '÷' },
]
const TIGHTEST = INFIX.length

/** `binding`: what the surroundings bind with. */
export function inWords(value: Expression, binding = 0): string {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? `"${value.value}"` : JSON.stringify(value.value)
    case 'input':
      return value.field
    case 'output':
    case 'given':
      return value.name
    case 'field':
      // what a loop carries has no name of its own in the source
      return isCarried(value.of) ? value.name : `${inWords(value.of, TIGHTEST)}.${value.name}`
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
      return callInWords(value, binding)
    case 'lambda':
      return inWords(value.body, binding)
    default:
      return value satisfies never
  }
}

const isCarried = (value: Expression) => value.kind === 'given' && value.name === 'carry'

function callInWords({ name, of }: Extract<Expression, { kind: 'call' }>, binding: number): string {
  const [first] = of
  if (name === 'isTrue' && first) return first.kind === 'call' ? inWords(first, binding) : `${inWords(first)} is true`
  if (name === 'not' && first) return `not ${inWords(first, TIGHTEST)}`
  const own = INFIX.findIndex((operators) => operators[name] !== undefined)
  if (own < 0) return `${name}(${of.map((one) => inWords(one)).join(', ')})`
  const joined = of.map((one) => inWords(one, own + 1)).join(` ${INFIX[own]?.[name]} `)
  return own < binding && of.length > 1 ? `(${joined})` : joined
}

/** A model without its vendor, date and version: `anthropic.claude-haiku-4-5-20251001-v1:0` is `claude-haiku-4-5`. */
export const modelInShort = (foundation: string): string =>
  foundation
    .replace(/^[a-z0-9]+\./, '')
    .replace(/-v\d+(:\d+)*$/, '')
    .replace(/-20\d{6}$/, '')

/** The errors of a catch without what they share, each once: spellings of one error are one. */
export function errorsInShort(errors: readonly string[]): string {
  const short = errors.map((error) => {
    if (error === 'States.ALL') return 'on failure'
    const [, status] = /^States\.Http\.StatusCode\.(\d+)$/.exec(error) ?? []
    if (status !== undefined) return `HTTP ${status}`
    return error.slice(error.lastIndexOf('.') + 1).replace(/(?<=.)Exception$/, '')
  })
  return [...new Set(short)].join(', ')
}
