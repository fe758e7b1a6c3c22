/** The rules of Choice states in JSONPath mode, as conditions of the language. */
import { isFields, listOf } from '../validate/machine.ts'
import type { Fields } from '../validate/machine.ts'
import { atPath } from './jsonpath.ts'
import type { Scope } from './jsonpath.ts'
import type { Source } from './source.ts'
import { NotImported, codeOf, quote } from './symbol.ts'
import type { RefType, Value } from './symbol.ts'

const COMPARISONS: Readonly<Record<string, string>> = {
  Equals: 'equals',
  LessThan: 'lessThan',
  LessThanEquals: 'atMost',
  GreaterThan: 'greaterThan',
  GreaterThanEquals: 'atLeast',
}
const TYPES: Readonly<Record<string, RefType>> = { String: 'string', Numeric: 'number', Boolean: 'boolean' }
const OPERATOR = /^(String|Numeric|Boolean)(Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)(Path)?$/
/** JSONata's names of the types that are asked for. */
const TYPE_TESTS: Readonly<Record<string, string>> = {
  IsString: 'string',
  IsNumeric: 'number',
  IsBoolean: 'boolean',
  IsNull: 'null',
}

const NOT_OPERATORS = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output'])

export interface BooleanTest {
  readonly variable: Value
  readonly expected: boolean
}

/** A rule that asks only whether something is true, or false: a choice of two cases. */
export function booleanTest(rule: Fields, scope: Scope): BooleanTest | undefined {
  const { Variable, BooleanEquals } = rule
  return typeof Variable === 'string' && typeof BooleanEquals === 'boolean'
    ? { variable: atPath(Variable, scope), expected: BooleanEquals }
    : undefined
}

/** Throws `NotImported` for what the language has no condition for. */
export function conditionCode(rule: Fields, scope: Scope, source: Source): string {
  const { Variable, And, Or, Not } = rule
  const all = (rules: unknown) => listOf(rules).map((one) => conditionCode(one as Fields, scope, source))
  if (And) return `and(${all(And).join(', ')})`
  if (Or) return `or(${all(Or).join(', ')})`
  if (isFields(Not)) return `not(${conditionCode(Not, scope, source)})`
  if (typeof Variable !== 'string') throw new NotImported('the rule has no Variable')
  const variable = atPath(Variable, scope)
  const [operator, operand] = Object.entries(rule).find(([name]) => !NOT_OPERATORS.has(name)) ?? ['', undefined]
  const [, kind, comparison, isPath] = OPERATOR.exec(operator) ?? []
  if (kind !== undefined && comparison !== undefined) {
    const type = TYPES[kind] as RefType
    const right = isPath && typeof operand === 'string' ? source.ref(atPath(operand, scope), type) : literal(operand)
    return `${COMPARISONS[comparison]}(${source.ref(variable, type)}, ${right})`
  }
  const test =
    typeTest(operator, variable, source) ??
    (operator === 'StringMatches' ? matches(variable, String(operand), source) : undefined)
  if (test === undefined) throw new NotImported(`the language has no condition for ${operator}`)
  return operand === false ? `not(${test})` : test
}

const literal = (value: unknown): string => (typeof value === 'string' ? quote(value) : JSON.stringify(value))

function typeTest(operator: string, variable: Value, source: Source): string | undefined {
  if (operator === 'IsPresent') return `exists(${anyRef(variable, source)})`
  const type = TYPE_TESTS[operator]
  return type === undefined
    ? undefined
    : `jsonata(Type.Boolean(), ${quote(`$type($value) = "${type}"`)}, { value: ${source.value(variable)} })`
}

function anyRef(variable: Value, source: Source): string {
  if (variable.kind !== 'ref') return source.ref(variable, 'object')
  variable.mayMiss?.()
  return codeOf(variable)
}

function matches(variable: Value, pattern: string, source: Source): string {
  const text = source.ref(variable, 'string')
  const [, start, inside, end] = /^([^*\\]*)\*$|^\*([^*\\]+)\*$|^\*([^*\\]+)$/.exec(pattern) ?? []
  if (start !== undefined) return `startsWith(${text}, ${quote(start)})`
  if (inside !== undefined) return `contains(${text}, ${quote(inside)})`
  if (end !== undefined) return `endsWith(${text}, ${quote(end)})`
  throw new NotImported(`the pattern ${pattern} has no short form in the language`)
}
