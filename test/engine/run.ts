/** Runs a definition once, on a clock of its own, with tasks that answer what the test says. */
import { execute, load, TaskFailure, virtualClock } from '../../runtime/engine/index.ts'
import type { EngineEvent, Outcome, Run, TaskCall } from '../../runtime/engine/index.ts'

export const START = Date.UTC(2030, 0, 1)

/** What a state's task answers, call by call: a value, a failure, or a function of the call; the last one stays. */
export type Answer = unknown
export const failing = (error: string, cause?: string): TaskFailure => new TaskFailure(error, cause)

const answered = (answers: Readonly<Record<string, readonly Answer[]>>): Run['runTask'] => {
  const calls = new Map<string, number>()
  return async (call) => {
    const at = calls.get(call.state) ?? 0
    calls.set(call.state, at + 1)
    const given = answers[call.state] ?? [call.arguments]
    const answer = given[Math.min(at, given.length - 1)]
    if (answer instanceof TaskFailure) throw answer
    return typeof answer === 'function' ? (answer as (call: TaskCall) => unknown)(call) : answer
  }
}

export interface Told {
  readonly outcome: Outcome
  readonly events: readonly EngineEvent[]
}

interface Given extends Partial<Run> {
  readonly answers?: Readonly<Record<string, readonly Answer[]>>
}

export async function told(definition: object, given: Given = {}): Promise<Told> {
  const { answers = {}, ...run } = given
  const events: EngineEvent[] = []
  const outcome = await execute(load(definition), {
    input: {},
    clock: virtualClock(START),
    runTask: answered(answers),
    random: () => 0.5,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    onEvent: (event) => events.push(event),
    ...run,
  })
  return { outcome, events }
}

export const outcomeOf = async (definition: object, given?: Given): Promise<Outcome> => (await told(definition, given)).outcome

export const jsonata = (states: object, more: object = {}): object => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
})
export const jsonPath = (states: object, more: object = {}): object => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
})

/** A machine of one Pass. */
export const output = (value: unknown): object => jsonata({ Only: { Type: 'Pass', Output: value, End: true } })

export const succeeded = (value: unknown): Outcome => ({ status: 'SUCCEEDED', output: value })
export const failed = (error?: string, cause?: string): Outcome => ({
  status: 'FAILED',
  ...(error === undefined ? {} : { error }),
  ...(cause === undefined ? {} : { cause }),
})
export const at = (state: string, eventId: number, cause: string): string =>
  `An error occurred while executing the state '${state}' (entered at the event id #${eventId}). ${cause}`
