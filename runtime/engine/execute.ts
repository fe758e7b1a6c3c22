/** Runs a machine: from its input to its outcome. */
import { abortController } from './abort.ts'
import { randomUUID } from 'node:crypto'
import type { Memo, Services } from '../../compiler/jsonata/index.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import type { EngineEvent, Happening, Place } from './events.ts'
import { Endless, StateFailure, Stopped } from './failure.ts'
import type { Machine } from './machine.ts'
import { runBlock } from './block.ts'
import type { RunTask } from './task.ts'

export interface Run {
  readonly input: unknown
  readonly runTask: RunTask
  readonly clock?: Clock
  /** Uniform in [0, 1): `$random()` and the jitter of retries. */
  readonly random?: () => number
  readonly uuid?: () => string
  readonly stateMachine?: { readonly id: string; readonly name: string }
  readonly execution?: { readonly id: string; readonly name: string; readonly roleArn: string }
  /** Aborted: the execution ends as failed, its tasks are aborted. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: EngineEvent) => void
  /** Values of expressions that were evaluated before, for who runs a machine again and again. */
  readonly memo?: Memo
  /** States that may be entered before the execution is given up as endless; 500,000 unless said otherwise. */
  readonly maxStates?: number
}

export type Outcome =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED'; readonly error?: string; readonly cause?: string }
  | { readonly status: 'TIMED_OUT'; readonly error?: string; readonly cause?: string }

/** One execution while it runs: what all its states share. */
export interface Running {
  readonly clock: Clock
  readonly services: Services
  readonly runTask: RunTask
  /** The parts of the context object that stay. */
  readonly context: { readonly Execution: unknown; readonly StateMachine: unknown }
  /** The number of the last event of the history, as AWS would have written it: causes name it. */
  eventId: number
  statesLeft: number
  /** What all live variables weigh. */
  variableBytes: number
  /** Told nothing where nobody listens. */
  readonly tell: ((happening: Happening, within: readonly Place[]) => void) | undefined
}

/** Entered this often within one execution, AWS's five minutes are long over. */
const MOST_STATES = 500_000

function running(run: Run, clock: Clock): Running {
  const { onEvent, stateMachine, execution } = run
  const name = stateMachine?.name ?? 'machine'
  const executionName = execution?.name ?? 'execution'
  return {
    clock,
    services: { now: () => clock.now(), random: run.random ?? Math.random, uuid: run.uuid ?? randomUUID, memo: run.memo },
    runTask: run.runTask,
    context: {
      Execution: {
        Id: execution?.id ?? `arn:aws:states:us-east-1:123456789012:express:${name}:${executionName}`,
        Input: run.input,
        Name: executionName,
        RoleArn: execution?.roleArn ?? 'arn:aws:iam::123456789012:role/local',
        StartTime: new Date(clock.now()).toISOString(),
        RedriveCount: 0,
      },
      StateMachine: {
        Id: stateMachine?.id ?? `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`,
        Name: name,
      },
    },
    eventId: 1,
    statesLeft: run.maxStates ?? MOST_STATES,
    variableBytes: 0,
    tell:
      onEvent && ((happening, within) => onEvent({ ...happening, at: clock.now(), ...(within.length > 0 ? { within } : {}) })),
  }
}

/** Nobody waits for the time limit any more. */
const OVER = new Stopped('The execution has ended.')

/** The machine's own TimeoutSeconds are over. */
class TimedOut extends Stopped {}

const said = <K extends string>(key: K, text: string | undefined): { readonly [key in K]?: string } =>
  (text === undefined ? {} : { [key]: text }) as { readonly [key in K]?: string }

function failedOutcome(thrown: unknown): Outcome {
  if (thrown instanceof TimedOut) return { status: 'TIMED_OUT' }
  if (thrown instanceof Endless) return { status: 'TIMED_OUT', error: 'States.Timeout', cause: thrown.message }
  if (thrown instanceof Stopped) return { status: 'FAILED', cause: thrown.message }
  // Data nested thousands deep overflows the stack wherever it is walked.
  if (thrown instanceof RangeError) return { status: 'FAILED', error: 'States.Runtime', cause: 'The data is nested too deep.' }
  if (!(thrown instanceof StateFailure)) throw thrown
  return { status: 'FAILED', ...said('error', thrown.error), ...said('cause', thrown.causeText) }
}

/** Of those executions that nothing can end from outside. */
const NEVER = abortController().signal

/** What ends the execution from outside: its caller, or its own time limit. `settle` is said when it is over. */
function ending(machine: Machine, run: Run, clock: Clock): { readonly signal: AbortSignal; readonly settle: () => void } {
  if (run.signal === undefined && machine.timeoutSeconds === undefined) return { signal: NEVER, settle: () => {} }
  const controller = abortController()
  const abort = (): void => controller.abort(new Stopped('The execution was aborted.'))
  if (run.signal?.aborted) abort()
  run.signal?.addEventListener('abort', abort, { once: true })
  if (machine.timeoutSeconds !== undefined) {
    clock.sleep(machine.timeoutSeconds * 1000, controller.signal).then(
      () => controller.abort(new TimedOut('The execution ran into its time limit.')),
      () => {},
    )
  }
  const settle = (): void => {
    run.signal?.removeEventListener('abort', abort)
    controller.abort(OVER)
  }
  return { signal: controller.signal, settle }
}

/** Runs `machine` once. Never rejects for what a machine does; a listener or clock that throws is the caller's own error. */
export async function execute(machine: Machine, run: Run): Promise<Outcome> {
  const clock = run.clock ?? systemClock
  const shared = running(run, clock)
  const { signal, settle } = ending(machine, run, clock)
  clock.hold?.()
  shared.tell?.({ type: 'ExecutionStarted', input: run.input }, [])
  let outcome: Outcome
  try {
    const variables = Object.create(null) as Record<string, unknown>
    const output = await runBlock(machine, { input: run.input, variables, running: shared, signal, within: [] })
    outcome = { status: 'SUCCEEDED', output }
  } catch (thrown) {
    outcome = failedOutcome(thrown)
  } finally {
    clock.release?.()
    settle()
  }
  switch (outcome.status) {
    case 'SUCCEEDED':
      shared.tell?.({ type: 'ExecutionSucceeded', output: outcome.output }, [])
      break
    case 'FAILED':
      shared.tell?.({ type: 'ExecutionFailed', error: outcome.error, cause: outcome.cause }, [])
      break
    case 'TIMED_OUT':
      shared.tell?.({ type: 'ExecutionTimedOut' }, [])
      break
    default:
      outcome satisfies never
  }
  return outcome
}
