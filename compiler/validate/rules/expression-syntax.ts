/** Every expression parses, and one that was begun is closed. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

export const expressionSyntax: Rule = {
  name: 'expression-syntax',
  of: 'aws',
  *check({ expressions }) {
    for (const { location } of expressions.unclosed) {
      yield problem('SCHEMA_VALIDATION_FAILED', 'JSONata string must start with {% and end with %}', location)
    }
    for (const { error, location } of expressions.refused) yield problem('INVALID_JSONATA_EXPRESSION', error.message, location)
  },
}
