/** From every state some path leads to a terminal state: no loop without a way out. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { isTerminal, reachableFrom } from '../transitions.ts'

export const wayToEnd: Rule = {
  name: 'way-to-end',
  of: 'compiled',
  *check({ scopes }) {
    for (const { byName, states } of scopes) {
      for (const state of states) {
        const reached = [...reachableFrom(state)].map((name) => byName.get(name))
        if (reached.some((next) => next && (next.type === undefined || isTerminal(next)))) continue
        const message = `From state "${state.name}" no terminal state can be reached. Give the loop a way out.`
        yield problem('NO_WAY_TO_END', message, state.location)
      }
    }
  },
}
