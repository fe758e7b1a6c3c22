/** A Task: its arguments go to whoever serves the resource; time limits and failures are told as AWS tells them. */
import { abortController } from './abort.ts'
import type { Activation } from './block.ts'
import type { Place } from './events.ts'
import { FailureOfTask, StateFailure, Stopped, TaskFailure } from './failure.ts'
import { checkTaskResult } from './limits.ts'
import type { State } from './machine.ts'

export interface TaskCall {
  readonly resource: string
  readonly arguments: unknown
  readonly state: string
  /** Which branches and items the state is in, the outermost first. */
  readonly within: readonly Place[]
  /** 0 first. */
  readonly attempt: number
  /** The context object. */
  readonly context: unknown
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Resolves to the raw task result; rejects with `TaskFailure`. */
export type RunTask = (call: TaskCall) => Promise<unknown>

/** Nobody waits for the task any more. */
const OVER = new Stopped('The task is over.')

/** A signal that `stop` aborts, or that one that it was made from. */
function linked(parent: AbortSignal): { readonly signal: AbortSignal; readonly stop: (reason: Error) => void } {
  const controller = abortController()
  const abort = (): void => controller.abort(parent.reason)
  if (parent.aborted) abort()
  else parent.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    stop: (reason) => {
      parent.removeEventListener('abort', abort)
      controller.abort(reason)
    },
  }
}

const until = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    else signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

/** One that throws at once has failed as one that rejects. */
const called = async (runTask: RunTask, call: TaskCall): Promise<unknown> => runTask(call)

/** Waits for what happens outside the machine: meanwhile the clock may move. */
export async function waited<T>(activation: Activation, work: Promise<T>): Promise<T> {
  const { clock } = activation.running
  clock.release?.()
  try {
    return await work
  } finally {
    clock.hold?.()
  }
}

function asFailure(thrown: unknown): Error {
  if (thrown instanceof TaskFailure) return new FailureOfTask(thrown.error, thrown.causeText)
  if (thrown instanceof StateFailure || thrown instanceof Stopped) return thrown
  return new FailureOfTask('States.TaskFailed', thrown instanceof Error ? thrown.message : String(thrown))
}

/** The raw result of the task. Throws `StateFailure`. */
export async function runTask(
  state: State,
  activation: Activation,
  given: unknown,
  context: unknown,
  attempt: number,
  timeoutSeconds: number | undefined,
): Promise<unknown> {
  const { running, within } = activation
  running.tell?.({ type: 'TaskScheduled', state: state.name, resource: state.resource, arguments: given, attempt }, within)
  // TaskScheduled, TaskStarted, and TaskSucceeded, TaskFailed or TaskTimedOut.
  running.eventId += 3
  const { signal, stop } = linked(activation.signal)
  // Whoever serves the task may do with its arguments what they like.
  const call = {
    resource: state.resource,
    arguments: structuredClone(given),
    state: state.name,
    within,
    attempt,
    context,
    signal,
  }
  const racers = [called(running.runTask, call), until(signal)]
  if (timeoutSeconds !== undefined) {
    const late = running.clock.sleep(timeoutSeconds * 1000, signal).then(() => {
      throw new FailureOfTask('States.Timeout')
    })
    racers.push(late)
  }
  try {
    const result = await waited(activation, Promise.race(racers))
    const json = result === undefined ? null : result
    checkTaskResult(state.resource, json)
    running.tell?.({ type: 'TaskSucceeded', state: state.name, result: json }, within)
    return json
  } catch (thrown) {
    const failure = asFailure(thrown)
    if (failure instanceof StateFailure) {
      running.tell?.({ type: 'TaskFailed', state: state.name, error: failure.error, cause: failure.causeText }, within)
    }
    throw failure
  } finally {
    // Those that lost the race reject now, and nobody asks them any more.
    for (const racer of racers) racer.catch(() => {})
    stop(OVER)
  }
}
