/** Questions about values in JSONata. A condition must be a boolean: what is absent does not hold. */
import type { Expression } from '../../tree.ts'
import { atom, code, operand, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { variantTest } from '../split.ts'
import { balanced, builtIn, infix, using } from './lower.ts'
import type { Functions, Lower } from './lower.ts'

/** A split compared with one of its variants needs only the bucket. */
const equals: Lower = (of, call, inside) => {
  const [left, right] = call.of
  return left?.kind === 'split' && right?.kind === 'literal'
    ? code(variantTest(left, operand(inside(left.key)), right.value as string))
    : infix('=')(of, call, inside)
}

const isEmpty: Lower = (of, { of: [value] }) => {
  const type = value?.schema['type']
  if (type === 'string') return code(`${of.map(operand).join('')} = ""`)
  if (type === 'array') return code(`$count(${of.map(toCode).join('')}) = 0`)
  return using(of, ['value'], (one) => `$type(${one}) = "string" ? ${one} = "" : $count(${one}) = 0`)
}

export const CONDITIONS: Functions = {
  equals,
  differs: (of) => atom(`$not(${of.map(operand).join(' = ')})`),
  lessThan: infix('<'),
  atMost: infix('<='),
  greaterThan: infix('>'),
  atLeast: infix('>='),
  isTrue: (of, { of: [value] }) => (isTest(value) ? (of[0] as Shape) : code(`${of.map(operand).join('')} = true`)),
  contains: builtIn('contains'),
  startsWith: (of) => using(of, ['text', 'part'], (text, part) => `$substring(${text}, 0, $length(${part})) = ${part}`),
  endsWith: (of) =>
    using(of, ['text', 'part'], (text, part) => `$substring(${text}, $length(${text}) - $length(${part})) = ${part}`),
  isEmpty,
  and: (of) => (of.length === 0 ? atom('true') : code(balanced(of.map(operand), 'and'))),
  or: (of) => (of.length === 0 ? atom('false') : code(balanced(of.map(operand), 'or'))),
  not: (of) => atom(`$not(${of.map(toCode).join('')})`),
  exists: builtIn('exists'),
  cond: ([test, whenTrue, otherwise]) =>
    code(`${operand(test as Shape)} ? ${operand(whenTrue as Shape)} : ${operand(otherwise as Shape)}`),
  withDefault: (of, { of: [value] }) =>
    using(of, ['value', 'otherwise'], (one, otherwise) => `${isThere(value, one)} ? ${one} : ${otherwise}`),
}

const isThere = (value: Expression | undefined, one: string | undefined) => {
  const { anyOf, type } = (value?.schema ?? {}) as { anyOf?: readonly { type?: string }[]; type?: string }
  const canBeNull =
    type === undefined && (anyOf === undefined || anyOf.some((member) => member.type === undefined || member.type === 'null'))
  return canBeNull || type === 'null' ? `$exists(${one}) and ${one} != null` : `$exists(${one})`
}

/** Functions whose value is always a boolean. */
const TESTS = new Set([
  'equals',
  'differs',
  'contains',
  'startsWith',
  'endsWith',
  'isEmpty',
  'and',
  'or',
  'exists',
  'isTrue',
  'dates.isBefore',
  'lists.some',
  'lists.every',
  'lists.includes',
])
const isTest = (value: Expression | undefined): boolean =>
  value?.kind === 'call' && (TESTS.has(value.name) || (value.name === 'not' && isTest(value.of[0])))
