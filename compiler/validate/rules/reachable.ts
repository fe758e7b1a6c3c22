/** Every state can be reached from its scope's StartAt. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { reachableFrom } from '../transitions.ts'
import { hasTerminalState } from './terminal-state.ts'

export const reachable: Rule = {
  name: 'reachable',
  of: 'aws',
  *check({ scopes }) {
    for (const scope of scopes) {
      const start = scope.fields['StartAt']
      // AWS says no more of a machine's states once it has said that none of them ends it.
      if (typeof start !== 'string' || (scope.kind === 'machine' && !hasTerminalState(scope))) continue
      const first = scope.byName.get(start)
      const reached = first ? reachableFrom(first) : new Set()
      for (const { name, location } of scope.states) {
        if (!reached.has(name)) yield problem('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, location)
      }
    }
  },
}
