/** What our functions become in JSONata: a table from a function's name to its code. */
import type { Expression } from '../tree.ts'
import { atom, code, operand, toCode } from './shape.ts'
import type { Shape } from './shape.ts'
import { variantTest } from './split.ts'

type Call = Extract<Expression, { kind: 'call' }>
type Lower = (of: readonly Shape[], inside: (value: Expression) => Shape, call: Call) => Shape

/** An infix operator between two operands. */
const infix =
  (operator: string): Lower =>
  ([left, right]) =>
    code(`${operand(left as Shape)} ${operator} ${operand(right as Shape)}`)

/** A JSONata function of the same arguments. */
const builtIn =
  (name: string): Lower =>
  (of) =>
    atom(`$${name}(${of.map(toCode).join(', ')})`)

/** Long `and` and `or` become balanced trees: AWS limits how deep an expression is. */
function balanced(parts: readonly string[], operator: string): string {
  if (parts.length <= 2) return parts.join(` ${operator} `)
  const middle = Math.ceil(parts.length / 2)
  return `(${balanced(parts.slice(0, middle), operator)}) ${operator} (${balanced(parts.slice(middle), operator)})`
}

/** A split compared with one of its variants needs only the bucket. */
const equals: Lower = (of, inside, { of: [left, right] }) =>
  left?.kind === 'split' && right?.kind === 'literal'
    ? code(variantTest(left, operand(inside(left.key)), right.value as string))
    : infix('=')(of, inside, undefined as never)

export const FUNCTIONS: Readonly<Record<string, Lower>> = {
  equals,
  differs: (of) => atom(`$not(${of.map(operand).join(' = ')})`),
  lessThan: infix('<'),
  atMost: infix('<='),
  greaterThan: infix('>'),
  atLeast: infix('>='),
  /** A condition must be a boolean: what is absent does not hold. */
  isTrue: (of, _, { of: [value] }) => (isTest(value) ? (of[0] as Shape) : code(`${of.map(operand).join('')} = true`)),
  contains: builtIn('contains'),
  startsWith: ([text, part]) =>
    code(`$substring(${toCode(text as Shape)}, 0, $length(${toCode(part as Shape)})) = ${operand(part as Shape)}`),
  endsWith: ([text, part]) =>
    code(
      `$substring(${toCode(text as Shape)}, $length(${toCode(text as Shape)}) - $length(${toCode(part as Shape)})) = ${operand(part as Shape)}`,
    ),
  isEmpty: ([value]) =>
    code(`$type(${toCode(value as Shape)}) = "string" ? ${operand(value as Shape)} = "" : $count(${toCode(value as Shape)}) = 0`),
  substring: builtIn('substring'),
  and: (of) => code(balanced(of.map(operand), 'and')),
  or: (of) => code(balanced(of.map(operand), 'or')),
  not: (of) => atom(`$not(${of.map(toCode).join('')})`),
  exists: builtIn('exists'),
  /** A deploy-time value: its text is `${name}`, which deployment puts a text in place of. */
  substitution: (_, __, { of: [name] }) => ({
    kind: 'substitution',
    name: name?.kind === 'literal' ? (name.value as string) : '',
  }),
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
  'not',
  'exists',
  'isTrue',
])
const isTest = (value: Expression | undefined): boolean => value?.kind === 'call' && TESTS.has(value.name)

/** The names of all functions. */
export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS)

export function callShape(call: Call, inside: (value: Expression) => Shape): Shape {
  const lower = FUNCTIONS[call.name]
  if (!lower) throw new TypeError(`There is no function "${call.name}".`)
  return lower(call.of.map(inside), inside, call)
}
