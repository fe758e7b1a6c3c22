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
  /** Values of expressions of earlier runs. */
  readonly memo?: Run['memo']
}

const START = Date.UTC(2026, 0, 1)
const ID = '00000000-0000-4000-8000-000000000000'
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

/** The raw result of the task, or its failure. */
function resultOf({ resource, arguments: given }: RunRequest, answer: ScriptedAnswer): unknown {
  if ('throw' in answer) throw new TaskFailure(answer.throw.error, answer.throw.cause)
  if ('return' in answer) return answer.return
  const integration = integrationOf(resource)
  const text = 'text' in answer ? answer.text : JSON.stringify(answer.json)
  try {
    return wrapText(`${integration.service}:${integration.action}`, text, given, uuid)
  } catch (refused) {
    throw taskFailure(integration, refused, ID)
  }
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

export async function play(machine: Machine, { input, answer, random = () => 0.5, memo }: Playing): Promise<Played> {
  const requests: RunRequest[] = []
  const events: EngineEvent[] = []
  const clock = virtualClock(START)
  let waiting: Waiting[] = []

  const served = async ({ state, resource, arguments: given, signal }: TaskCall): Promise<unknown> => {
    const request = { state, resource, arguments: given }
    requests.push(request)
    const said = answer(request)
    if (said.after !== undefined && said.after > 0) await clock.sleep(said.after * 1000, signal)
    return resultOf(request, said)
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
    ...(memo ? { memo } : {}),
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
