/** An expression calls functions that exist: its own, jsonata's but for `$eval`, and those of Step Functions. */
import { FUNCTIONS, REMOVED_FUNCTIONS } from '../functions.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

export const removedFunctions: Rule = {
  name: 'removed-functions',
  of: 'aws',
  *check({ expressions }) {
    for (const { analysis, location } of expressions.analysed) {
      for (const name of REMOVED_FUNCTIONS) {
        // One that is only handed on, as in `$map(xs, $eval)`, is read like a variable.
        if (!analysis.calls.includes(name) && !analysis.variables.includes(name)) continue
        yield problem('UNSUPPORTED_JSONATA_EXPRESSION', `Function '$${name}' is not supported.`, location)
      }
    }
  },
}

/** AWS notices a function that does not exist only when it is called. */
export const unknownFunctions: Rule = {
  name: 'unknown-functions',
  of: 'compiled',
  *check({ expressions }) {
    for (const { analysis, location } of expressions.analysed) {
      for (const name of analysis.calls) {
        if (FUNCTIONS.has(name) || REMOVED_FUNCTIONS.has(name)) continue
        const message = `There is no function '$${name}'. Correct its name, or define it in the expression.`
        yield problem('UNKNOWN_FUNCTION', message, location)
      }
    }
  },
}
