/** Runs a set of states, the machine's own or a branch's, from its first state to an end: a loop, so that it may turn for ever. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Variables } from './dataflow.ts'
import type { Place } from './events.ts'
import type { Running } from './execute.ts'
import { Endless } from './failure.ts'
import type { Block, State } from './machine.ts'
import { runState } from './state.ts'

/** One run of one block. */
export interface Activation {
  readonly input: unknown
  /** Its own; those of the scopes around it are inherited. */
  readonly variables: Variables
  readonly running: Running
  /** Aborted: the block stops at its next state, its tasks and sleeps at once. */
  readonly signal: AbortSignal
  readonly within: readonly Place[]
  /** `Map` of the context object. */
  readonly mapContext?: unknown
}

/** Parallel and Map run blocks inside of one. */
export type RunBlock = (block: Block, activation: Activation) => Promise<unknown>

/** A long loop lets others run this often. */
const STATES_PER_TURN = 200

/** The output of the block's last state. Throws `StateFailure` or `Stopped`. */
export async function runBlock(block: Block, activation: Activation): Promise<unknown> {
  const { running, signal } = activation
  let data = activation.input
  for (let name: string | undefined = block.startAt; name !== undefined;) {
    if (signal.aborted) throw signal.reason as Error
    running.statesLeft -= 1
    if (running.statesLeft < 0) throw new Endless('The execution entered too many states and was stopped as endless.')
    if (running.statesLeft % STATES_PER_TURN === 0) await turn()
    const left = await runState(block.states.get(name) as State, data, activation, runBlock)
    data = left.output
    name = left.next
  }
  return data
}
