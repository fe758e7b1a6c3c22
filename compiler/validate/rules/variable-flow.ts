/** A variable is assigned on every path before it is read. */
import { FUNCTIONS, REMOVED_FUNCTIONS } from '../functions.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { assignedBefore } from '../variables.ts'

export const variableFlow: Rule = {
  name: 'variable-flow',
  of: 'compiled',
  *check({ scopes, expressions, variables }) {
    const before = assignedBefore(scopes, 'on every path')
    for (const { state, analysis, location } of expressions.analysed) {
      const known = before(state)
      // Nothing flows into a state that cannot be reached; that it cannot is said elsewhere.
      if (!known) continue
      for (const name of analysis.variables) {
        if (known(name)) continue
        if (variables.around.get(state.scope)?.has(name)) {
          const message = `Variable '$${name}' is not assigned on every path to this state. Assign it on the others too, or read it later.`
          yield problem('UNDEFINED_VARIABLE', message, location)
        } else if (!FUNCTIONS.has(name) && !REMOVED_FUNCTIONS.has(name)) {
          yield problem('UNDEFINED_VARIABLE', `Variable '$${name}' is never assigned. Correct its name, or assign it.`, location)
        }
      }
    }
  },
}
