/** A variable is assigned on every path before it is read. */
import { analysedIn } from '../expressions.ts'
import { FUNCTIONS, REMOVED_FUNCTIONS } from '../functions.ts'
import type { StateView } from '../machine.ts'
import { problem, type AslProblem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { assignedAround, assignedBefore } from '../variables.ts'

export const variableFlow: Rule = {
  name: 'variable-flow',
  of: 'compiled',
  *check({ scopes }) {
    const before = assignedBefore(scopes, 'on every path')
    for (const scope of scopes) {
      const somewhere = assignedAround(scope)
      for (const state of scope.states) {
        const known = before(state)
        // Nothing flows into a state that cannot be reached; that it cannot is said elsewhere.
        if (known) yield* unassigned(state, known, somewhere)
      }
    }
  },
}

function* unassigned(state: StateView, known: (name: string) => boolean, somewhere: ReadonlySet<string>): Generator<AslProblem> {
  for (const { analysis, location } of analysedIn([state])) {
    for (const name of analysis.variables) {
      if (known(name)) continue
      if (somewhere.has(name)) {
        const message = `Variable '$${name}' is not assigned on every path to this state. Assign it on the others too, or read it later.`
        yield problem('UNDEFINED_VARIABLE', message, location)
      } else if (!FUNCTIONS.has(name) && !REMOVED_FUNCTIONS.has(name)) {
        yield problem('UNDEFINED_VARIABLE', `Variable '$${name}' is never assigned. Correct its name, or assign it.`, location)
      }
    }
  }
}
