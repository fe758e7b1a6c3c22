/** What is known of the tasks of a chain, out of its tree: how often each is tried, what it promises, and what is done when it fails. */
import { REFUSED_REQUESTS, TRANSIENT_MODEL_ERRORS } from '../error-names.ts'
import type { Effort } from '../lower/retry.ts'
import { callsOf } from '../lower/model/calls.ts'
import type { Call } from '../lower/model/calls.ts'
import type { Names } from '../lower/names.ts'
import { innerBlocks, placedIn } from '../tree.ts'
import type { BedrockTask, Block, Catch, ChainTree, Placed, Schema, ServiceTask, ToolSpec } from '../tree.ts'

export interface Task {
  readonly state: string
  readonly resource: string
  /** Tries in all, and seconds each may take. */
  readonly attempts: number
  readonly timeout: number
  /** Errors that are worth another try. */
  readonly transient: readonly string[]
  /** Errors that the chain does something about, here or around the task. */
  readonly caught: readonly string[]
  readonly asks: Asks
}

/** What a task asks somebody for. */
export type Asks =
  | { readonly of: 'model'; readonly maxTokens: number; readonly output: Promise | null; readonly tools: readonly ToolSpec[] }
  /** `promised`: schema of what is read from its result, where somebody else's code answers it. */
  | { readonly of: 'service'; readonly service: string; readonly schema: Schema; readonly promised: Schema | null }

/** A schema that a model is to answer by. */
export interface Promise {
  readonly schema: Schema
  /** It is asked to call a tool; what does not call it has to say JSON. */
  readonly byTool: boolean
  /** What its answer begins with, where that is known; null where it is not. */
  readonly prefill: string | null
}

const TIMEOUTS: ReadonlySet<string> = new Set(['States.Timeout', 'States.HeartbeatTimeout'])

/** Whether a catcher or retrier of these names takes an error; what a task answers may be too big, and is its error then. */
export const takes = (names: readonly string[], error: string): boolean =>
  error !== 'States.Runtime' &&
  names.some(
    (name) =>
      name === error ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && !TIMEOUTS.has(error)) ||
      (name === 'States.Timeout' && TIMEOUTS.has(error)),
  )

const errorsOf = (catches: readonly Catch[]) => catches.flatMap(({ errors }) => errors)

export interface Known {
  readonly tasks: readonly Task[]
  /** The states that fail on purpose. */
  readonly fails: readonly Pick<Task, 'state' | 'caught'>[]
}

/** All that can fail by itself, in reading order. */
export function knownOf(tree: ChainTree, effort: Effort, names: Names): Known {
  const tasks: Task[] = []
  const fails: Known['fails'][number][] = []
  const visit = (block: Block, around: readonly string[]) => {
    for (const placed of placedIn(block)) {
      const { builder } = placed
      if (builder.kind === 'task') tasks.push(serviceTask(placed, builder, effort, names, around))
      if (builder.kind === 'fail') fails.push({ state: names.state(placed), caught: around })
      if (builder.kind === 'bedrockTask') {
        tasks.push(...modelTasks(placed, builder, effort, names, around))
        fails.push({ state: names.beside(placed, 'failed'), caught: [...errorsOf(builder.catches), ...around] })
      }
      const catching = builder.kind === 'parallel' || builder.kind === 'map' ? errorsOf(builder.catches) : []
      for (const { role, block: inner } of innerBlocks(builder))
        visit(inner, role === 'branch' || role === 'item' ? [...around, ...catching] : around)
    }
  }
  visit(tree.body, [])
  return { tasks, fails }
}

function modelTasks(
  placed: Placed,
  builder: BedrockTask,
  effort: Effort,
  names: Names,
  around: readonly string[],
): readonly Task[] {
  const calls = callsOf(builder, effort.of(builder))
  const { first, otherWay, repair, fallbacks } = calls
  const resource =
    builder.api === 'invoke' ? 'arn:aws:states:::bedrock:invokeModel' : 'arn:aws:states:::aws-sdk:bedrockruntime:converse'
  const taskOf = (call: Call): Task => {
    const hasNext = fallbacks.length > 0 && call !== fallbacks.at(-1)
    return {
      state: call.key === '' ? names.state(placed) : names.beside(placed, call.key),
      resource,
      attempts: call.attempts,
      timeout: call.timeout,
      transient: [...TRANSIENT_MODEL_ERRORS, ...(call.isEarly ? [] : ['States.Timeout'])],
      caught: [
        ...(otherWay && call === first ? ['States.Timeout', ...REFUSED_REQUESTS] : []),
        ...(hasNext ? ['States.ALL'] : []),
        ...errorsOf(builder.catches),
        ...around,
      ],
      asks: { of: 'model', maxTokens: builder.maxTokens, output: promiseOf(builder, call), tools: builder.tools ?? [] },
    }
  }
  return [first, otherWay, repair, ...fallbacks].flatMap((call) => (call ? [taskOf(call)] : []))
}

function promiseOf({ output, prefill }: BedrockTask, call: Call): Promise | null {
  if (!output) return null
  const begun = prefill && call.key !== 'repair' ? (prefill.kind === 'literal' ? (prefill.value as string) : null) : ''
  return { schema: output, byTool: call.way === 'tool', prefill: begun }
}

function serviceTask(placed: Placed, builder: ServiceTask, effort: Effort, names: Names, around: readonly string[]): Task {
  const { attempts, timeout } = effort.of(builder)
  const { resource, service, schema, own, promised = null } = builder
  return {
    state: names.state(placed),
    resource,
    attempts,
    timeout,
    transient: [...builder.transient, 'States.Timeout'],
    caught: [...errorsOf(builder.catches), ...around],
    asks: { of: 'service', service, schema: own ?? schema ?? {}, promised },
  }
}
