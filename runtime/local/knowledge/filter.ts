/** Metadata filters of Retrieve, over what a document's `FILE.metadata.json` says of it. */
import { isObject } from '../json.ts'
import { validationException } from '../wire/aws-error.ts'

export type Metadata = Readonly<Record<string, unknown>>
type Test = (metadata: Metadata) => boolean

const compare = (found: unknown, value: unknown, test: (a: number, b: number) => boolean) =>
  typeof found === 'number' && typeof value === 'number' && test(found, value)

const COMPARISONS: Readonly<Record<string, (found: unknown, value: unknown) => boolean>> = {
  equals: (found, value) => found === value,
  notEquals: (found, value) => found !== value,
  greaterThan: (found, value) => compare(found, value, (a, b) => a > b),
  greaterThanOrEquals: (found, value) => compare(found, value, (a, b) => a >= b),
  lessThan: (found, value) => compare(found, value, (a, b) => a < b),
  lessThanOrEquals: (found, value) => compare(found, value, (a, b) => a <= b),
  in: (found, value) => Array.isArray(value) && value.includes(found),
  notIn: (found, value) => Array.isArray(value) && !value.includes(found),
  startsWith: (found, value) => typeof found === 'string' && typeof value === 'string' && found.startsWith(value),
  stringContains: (found, value) =>
    typeof value === 'string' &&
    (Array.isArray(found) ? found : [found]).some((one) => typeof one === 'string' && one.includes(value)),
  listContains: (found, value) => Array.isArray(found) && found.includes(value),
}

/** The test a filter describes. Throws ValidationException for one Bedrock would refuse. */
export function filterOf(filter: unknown): Test {
  if (filter === undefined) return () => true
  const [operator, operand] = isObject(filter) ? (Object.entries(filter)[0] ?? []) : []
  if (operator === undefined || Object.keys(filter as object).length !== 1) {
    throw validationException('The filter must set exactly one operator, such as equals or andAll.')
  }
  if (operator === 'andAll' || operator === 'orAll') {
    if (!Array.isArray(operand) || operand.length < 2) {
      throw validationException(
        `Value at 'filter.${operator}' failed to satisfy constraint: Member must have length greater than or equal to 2`,
      )
    }
    const tests = operand.map(filterOf)
    return (metadata) => (operator === 'andAll' ? tests.every((test) => test(metadata)) : tests.some((test) => test(metadata)))
  }
  const comparison = COMPARISONS[operator]
  if (!comparison)
    throw validationException(
      `The filter's operator "${operator}" is unknown. It is one of: ${[...Object.keys(COMPARISONS), 'andAll', 'orAll'].join(', ')}.`,
    )
  if (!isObject(operand) || typeof operand['key'] !== 'string' || operand['value'] === undefined) {
    throw validationException(`Value at 'filter.${operator}' failed to satisfy constraint: Member must have a key and a value`)
  }
  const { key, value } = operand
  return (metadata) => comparison(metadata[key], value)
}
