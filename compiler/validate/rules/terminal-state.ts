/** The machine has a terminal state. Of branches and item processors AWS does not ask it; `way-to-end` does. */
import type { ScopeView } from '../machine.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { isTerminal } from '../transitions.ts'

/** A state of unknown type counts: what is wrong with it is said elsewhere. */
export const hasTerminalState = ({ states }: ScopeView): boolean =>
  states.some((state) => state.type === undefined || isTerminal(state))

export const terminalState: Rule = {
  name: 'terminal-state',
  of: 'aws',
  *check({ scopes: [machine] }) {
    if (!machine || machine.states.length === 0 || hasTerminalState(machine)) return
    yield problem('MISSING_END_STATE', 'Workflow has no terminal state', '')
  },
}
