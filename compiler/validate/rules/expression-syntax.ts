/** Every expression parses, and one that was begun is closed. */
import { analyse } from '../analysis.ts'
import { expressionsOf } from '../expressions.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

export const expressionSyntax: Rule = {
  name: 'expression-syntax',
  of: 'aws',
  *check({ states }) {
    for (const { text, code, location } of states.flatMap((state) => [...expressionsOf(state)])) {
      if (code === undefined) {
        if (!text.startsWith('{%')) continue
        yield problem('SCHEMA_VALIDATION_FAILED', 'JSONata string must start with {% and end with %}', location)
        continue
      }
      try {
        analyse(code)
      } catch (error) {
        yield problem('INVALID_JSONATA_EXPRESSION', error instanceof Error ? error.message : String(error), location)
      }
    }
  },
}
