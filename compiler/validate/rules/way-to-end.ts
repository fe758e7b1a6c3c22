/** From every state some path leads to a terminal state: no loop without a way out. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { ableToEnd } from '../transitions.ts'
import { hasTerminalState } from './terminal-state.ts'

export const wayToEnd: Rule = {
  name: 'way-to-end',
  of: 'compiled',
  *check({ scopes }) {
    for (const scope of scopes) {
      // Of a whole machine without an end `terminal-state` speaks.
      if (scope.kind === 'machine' && !hasTerminalState(scope)) continue
      const able = ableToEnd(scope)
      for (const state of scope.states) {
        if (able.has(state)) continue
        const message = `From state "${state.name}" no terminal state can be reached. Give the loop a way out.`
        yield problem('NO_WAY_TO_END', message, state.location)
      }
    }
  },
}
