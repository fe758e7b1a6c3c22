/** The comparisons of a JSONPath choice rule and the type of value each takes. */
import type { Properties, Schema } from './fields.ts'

const ORDERED = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']
const COMPARED: Readonly<Record<string, { readonly operators: readonly string[]; readonly value: Schema }>> = {
  String: { operators: ORDERED, value: { type: 'string' } },
  Numeric: { operators: ORDERED, value: { type: 'number' } },
  Timestamp: { operators: ORDERED, value: { type: 'string', format: 'timestamp' } },
  Boolean: { operators: ['Equals'], value: { type: 'boolean' } },
}
const TESTS = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp']

export const COMPARISONS: Properties = Object.fromEntries([
  ...Object.entries(COMPARED).flatMap(([kind, { operators, value }]) =>
    operators.flatMap((operator) => [
      [`${kind}${operator}`, value],
      [`${kind}${operator}Path`, { type: 'string', format: 'json-path' }],
    ]),
  ),
  ['StringMatches', { type: 'string' }],
  ...TESTS.map((test) => [test, { type: 'boolean' }]),
])
