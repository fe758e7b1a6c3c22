/** The rules of a Choice in JSONPath: comparisons, joined by And, Or and Not. */
import type { ChoiceRuleDefinition } from '../definition.ts'
import { runtimeFailure } from '../failure.ts'
import { parseTimestamp } from '../timestamp.ts'
import { follow } from './follow.ts'
import type { Roots } from './follow.ts'
import { parsePath } from './path.ts'
import type { Path } from './path.ts'

export type Rule = (roots: Roots) => boolean

type Comparison = (value: unknown, other: unknown) => boolean

const ordered = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
} satisfies Record<string, (a: string | number, b: string | number) => boolean>

const timeOf = (value: unknown): number | undefined => (typeof value === 'string' ? parseTimestamp(value) : undefined)

/** Values of another type than the operator's are not equal, not less and not greater: no rule matches them. */
const comparisons = new Map<string, Comparison>(
  Object.entries(ordered).flatMap(([order, holds]): [string, Comparison][] => [
    [`String${order}`, (a, b) => typeof a === 'string' && typeof b === 'string' && holds(a, b)],
    [`Numeric${order}`, (a, b) => typeof a === 'number' && typeof b === 'number' && holds(a, b)],
    [
      `Timestamp${order}`,
      (a, b) => {
        const [time, other] = [timeOf(a), timeOf(b)]
        return time !== undefined && other !== undefined && holds(time, other)
      },
    ],
  ]),
)
comparisons.set('BooleanEquals', (a, b) => typeof a === 'boolean' && a === b)
comparisons.set('StringMatches', (a, b) => typeof a === 'string' && typeof b === 'string' && matchesPattern(a, b))

/** `*` stands for any characters; a backslash makes it, or itself, plain. */
function matchesPattern(text: string, pattern: string): boolean {
  const parts = ['']
  let escaped = false
  for (const character of pattern) {
    if (!escaped && character === '\\') escaped = true
    else if (!escaped && character === '*') parts.push('')
    else {
      parts[parts.length - 1] += character
      escaped = false
    }
  }
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (parts.length === 1) return text === first
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

const tests = new Map<string, (value: unknown) => boolean>([
  ['IsNull', (value) => value === null],
  ['IsString', (value) => typeof value === 'string'],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsTimestamp', (value) => timeOf(value) !== undefined],
])

function existing(path: Path, roots: Roots): unknown {
  const found = follow(path, roots)
  if (found.found) return found.value
  throw runtimeFailure(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`)
}

const NOT_OPERATORS: ReadonlySet<string> = new Set(['Variable', 'Next', 'Assign', 'Output', 'Comment'])

export function choiceRule(definition: Omit<ChoiceRuleDefinition, 'Next'>): Rule {
  const { And, Or, Not } = definition as { And?: ChoiceRuleDefinition[]; Or?: ChoiceRuleDefinition[]; Not?: ChoiceRuleDefinition }
  if (And) {
    const rules = And.map(choiceRule)
    return (roots) => rules.every((rule) => rule(roots))
  }
  if (Or) {
    const rules = Or.map(choiceRule)
    return (roots) => rules.some((rule) => rule(roots))
  }
  if (Not) {
    const rule = choiceRule(Not)
    return (roots) => !rule(roots)
  }
  const path = parsePath(definition['Variable'] as string)
  const [operator, expected] = Object.entries(definition).find(([name]) => !NOT_OPERATORS.has(name)) ?? ['', undefined]
  if (operator === 'IsPresent') return (roots) => follow(path, roots).found === expected
  const test = tests.get(operator)
  if (test) return (roots) => test(existing(path, roots)) === expected
  const literal = comparisons.get(operator)
  if (literal) return (roots) => literal(existing(path, roots), expected)
  const compared = operator.endsWith('Path') ? comparisons.get(operator.slice(0, -'Path'.length)) : undefined
  if (!compared) throw new Error(`A choice rule has no comparison operator that is known: ${JSON.stringify(definition)}`)
  const other = parsePath(expected as string)
  return (roots) => compared(existing(path, roots), existing(other, roots))
}
