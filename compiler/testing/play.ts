/** A machine run once: its tasks answered by a script, on a clock that costs no time. */
import { TaskFailure, execute, virtualClock } from '../../runtime/engine/index.ts'
import type { EngineEvent, Machine, Outcome, Run, TaskCall } from '../../runtime/engine/index.ts'
import { wrapText } from '../../runtime/local/tasks/bedrock.ts'
import { integrationOf, taskFailure } from '../../runtime/local/tasks/error-names.ts'
import type { Message } from '../contract.ts'
import type { ScriptedAnswer } from './answers.ts'

export interface RunInput {
  /** The text of the user's only message, where `messages` says no more; a greeting when absent. */
  readonly question?: string
  readonly messages?: readonly Message[]
  readonly params?: { readonly [name: string]: unknown }
  readonly session?: string
  readonly caller?: string
}

export interface RunRequest {
  readonly state: string
  readonly resource: string
  readonly arguments: unknown
}

export interface Played {
  readonly outcome: Outcome
  /** What the tasks were called with, every try of its own. */
  readonly requests: readonly RunRequest[]
  /** Seconds that passed on the virtual clock: waits, retries and slow answers. */
  readonly seconds: number
  /** Everything the engine told, in order. */
  readonly events: readonly EngineEvent[]
}

export interface Playing {
  readonly input: RunInput
  /** What a task is answered this time. */
  readonly answer: (request: RunRequest) => ScriptedAnswer
  /** 0 ≤ n < 1, for `$random()` and the jitter of retries; always 0.5 when absent. */
  readonly random?: (() => number) | undefined
  /** What earlier runs of the machine have worked out. */
  readonly memory?: Memory
  /** States that may be entered before the run is given up as endless. */
  readonly maxStates?: number
}

/** What is worked out once for many runs: values of expressions, and texts wrapped as their service would. */
export interface Memory {
  readonly values: NonNullable<Run['memo']>
  readonly results: Map<string, unknown>
}
export const newMemory = (): Memory => ({ values: new Map(), results: new Map() })
/** Results that are kept, of requests that are not longer than this. */
const MOST_RESULTS = 5000
const LONGEST_REQUEST = 5000

const START = Date.UTC(2026, 0, 1)
/** Of all that a run asks a new id for. */
export const ID = '00000000-0000-4000-8000-000000000000'
const uuid = () => ID

/** The input of the execution, as the runtime sends it. */
function workflowInput({ question = 'Hello.', messages, params = {}, session, caller }: RunInput) {
  return {
    PromptInput: messages ?? [{ role: 'user', content: question }],
    state_machine_custom_params: {
      ...params,
      ...(session === undefined ? {} : { session }),
      ...(caller === undefined ? {} : { caller }),
    },
  }
}

function wrapped(text: string, { resource, arguments: given }: RunRequest): unknown {
  const integration = integrationOf(resource)
  try {
    return wrapText(`${integration.service}:${integration.action}`, text, given, uuid)
  } catch (refused) {
    throw taskFailure(integration, refused, ID)
  }
}

/** The raw result of the task, or its failure. */
function resultOf(request: RunRequest, answer: ScriptedAnswer, results: Memory['results'] | undefined): unknown {
  if ('throw' in answer) throw new TaskFailure(answer.throw.error, answer.throw.cause)
  if ('return' in answer) return answer.return
  const text = 'text' in answer ? answer.text : JSON.stringify(answer.json)
  if (!results) return wrapped(text, request)
  const key = JSON.stringify([request.resource, text, request.arguments])
  if (key.length > LONGEST_REQUEST) return wrapped(text, request)
  if (!results.has(key)) {
    if (results.size >= MOST_RESULTS) results.clear()
    results.set(key, wrapped(text, request))
  }
  return results.get(key)
}

/** Calls that are made at the same time in the order of their branches and items, however long each took to be made. */
const inOrder = (one: TaskCall, other: TaskCall): number => {
  for (const [index, { branch = 0, item = 0 }] of one.within.entries()) {
    const place = other.within[index]
    const order = branch - (place?.branch ?? 0) || item - (place?.item ?? 0)
    if (order !== 0) return order
  }
  return 0
}

interface Waiting {
  readonly call: TaskCall
  readonly answered: (result: PromiseLike<unknown>) => void
}

export async function play(machine: Machine, { input, answer, random = () => 0.5, memory, maxStates }: Playing): Promise<Played> {
  const requests: RunRequest[] = []
  const events: EngineEvent[] = []
  const clock = virtualClock(START)
  let waiting: Waiting[] = []

  const served = async ({ state, resource, arguments: given, signal }: TaskCall): Promise<unknown> => {
    const request = { state, resource, arguments: given }
    requests.push(request)
    const said = answer(request)
    if (said.after !== undefined && said.after > 0) await clock.sleep(said.after * 1000, signal)
    return resultOf(request, said, memory?.results)
  }
  const serveAll = (): void => {
    const calls = waiting.toSorted((one, other) => inOrder(one.call, other.call))
    waiting = []
    for (const { call, answered } of calls) if (!call.signal.aborted) answered(served(call))
  }
  const outcome = await execute(machine, {
    input: workflowInput(input),
    clock,
    random,
    uuid,
    ...(memory ? { memo: memory.values } : {}),
    ...(maxStates === undefined ? {} : { maxStates }),
    onEvent: (event) => events.push(event),
    runTask: (call) =>
      new Promise((answered) => {
        waiting.push({ call, answered })
        // when everything waits, all that are made now are there
        if (waiting.length === 1) void clock.sleep(0).then(serveAll)
      }),
  })
  return { outcome, requests, seconds: (clock.now() - START) / 1000, events }
}
