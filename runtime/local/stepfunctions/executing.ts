/** StartSyncExecution: runs a machine and answers with how it ended, or as a fault has it. */
import { execute } from '../../engine/index.ts'
import type { Clock, Outcome, RunTask } from '../../engine/index.ts'
import { isObject } from '../json.ts'
import type { Fault } from '../control/faults.ts'
import { executionArn } from '../place.ts'
import type { Place } from '../place.ts'
import { AwsError, validationException } from '../wire/aws-error.ts'
import type { Executions } from './executions.ts'
import type { StoredMachine } from './machines.ts'
import { seconds } from './managing.ts'
import { goodName, requests } from './requests.ts'

/** The limit of StartSyncExecution's input and output, in bytes. */
const MOST_BYTES = 262_144
const MOST_CAUSE = 32_768
const MOST_ERROR = 256
/** How long an Express execution may take. */
const EXPRESS_MS = 300_000

interface Running {
  readonly signal: AbortSignal
  readonly runTask: (stateMachine: string) => RunTask
}

export interface ExecutingOptions {
  readonly place: Place
  readonly clock: Clock
  readonly uuid: () => string
  readonly random: () => number
  readonly executions: Executions
  readonly running: Running
}

/** `existing` finds a machine by its ARN, or throws as AWS does. */
export function executing(
  { place, clock, uuid, random, executions, running }: ExecutingOptions,
  existing: (arn: string) => StoredMachine,
) {
  /** Runs a machine, for at most as long as Express executions may take. */
  async function run(stored: StoredMachine, execution: { name: string; id: string }, input: unknown): Promise<Outcome> {
    const tell = executions.begin(
      { executionArn: execution.id, stateMachine: stored.name, name: execution.name, input },
      clock.now(),
    )
    const ended = new AbortController()
    const stop = () => ended.abort(running.signal.reason)
    running.signal.addEventListener('abort', stop, { once: true })
    let late = false
    const watch = new AbortController()
    void clock.sleep(EXPRESS_MS, watch.signal).then(
      () => {
        late = true
        return ended.abort(new Error('An Express execution may take five minutes.'))
      },
      () => undefined,
    )
    try {
      const outcome = await execute(stored.machine, {
        input,
        runTask: running.runTask(stored.name),
        clock,
        random,
        uuid,
        stateMachine: { id: stored.arn, name: stored.name },
        execution: { id: execution.id, name: execution.name, roleArn: stored.roleArn },
        signal: ended.signal,
        onEvent: (event) => tell(late && event.type === 'ExecutionFailed' ? { type: 'ExecutionTimedOut', at: event.at } : event),
      })
      return late ? { status: 'TIMED_OUT', error: 'States.Timeout' } : outcome
    } finally {
      watch.abort()
      running.signal.removeEventListener('abort', stop)
    }
  }

  async function start(request: unknown, faults: readonly Fault[]) {
    const { stateMachineArn, name: wanted, input: text = '{}', traceHeader, includedData: data } = requests.start(request)
    const stored = existing(stateMachineArn)
    if (stored.type !== 'EXPRESS')
      throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')
    const executionName = wanted === undefined ? uuid() : goodName(wanted)
    if (Buffer.byteLength(text) > MOST_BYTES) {
      throw validationException(
        `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${MOST_BYTES}`,
      )
    }
    let input: unknown
    try {
      input = JSON.parse(text)
    } catch (error) {
      throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`)
    }
    const id = executionArn(place, stored.name, executionName, uuid())
    const startedAt = clock.now()
    const { outcome, text: raw } = faulty(await run(stored, { name: executionName, id }, input), faults)
    const stoppedAt = clock.now()
    const included = data !== 'METADATA_ONLY'
    return {
      executionArn: id,
      stateMachineArn: stored.arn,
      name: executionName,
      startDate: seconds(startedAt),
      stopDate: seconds(stoppedAt),
      status: outcome.status,
      ...(included ? { input: text } : {}),
      inputDetails: { included },
      ...(outcome.status === 'SUCCEEDED'
        ? { ...(included ? { output: raw ?? JSON.stringify(outcome.output) } : {}), outputDetails: { included } }
        : {
            ...(outcome.error === undefined ? {} : { error: outcome.error.slice(0, MOST_ERROR) }),
            ...(outcome.cause === undefined ? {} : { cause: outcome.cause.slice(0, MOST_CAUSE) }),
          }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
      billingDetails: {
        billedMemoryUsedInMB: 64,
        billedDurationInMilliseconds: Math.max(100, Math.ceil((stoppedAt - startedAt) / 100) * 100),
      },
    }
  }

  return start
}

/** The outcome that a fault asks for in place of the machine's own. */
function faulty(outcome: Outcome, faults: readonly Fault[]): { readonly outcome: Outcome; readonly text?: string } {
  let result: { outcome: Outcome; text?: string } = { outcome }
  for (const fault of faults) {
    const told = {
      ...('error' in fault && fault.error !== undefined ? { error: fault.error } : {}),
      ...('cause' in fault && fault.cause !== undefined ? { cause: fault.cause } : {}),
    }
    if (fault.kind === 'failed') result = { outcome: { status: 'FAILED', ...told } }
    else if (fault.kind === 'timedOut') result = { outcome: { status: 'TIMED_OUT', ...told } }
    else if (fault.kind === 'output') {
      result = {
        outcome: { status: 'SUCCEEDED', output: fault.output },
        ...(typeof fault.output === 'string' ? { text: fault.output } : {}),
      }
    } else if (fault.kind === 'huge') {
      const output = outcome.status === 'SUCCEEDED' && isObject(outcome.output) ? outcome.output : {}
      result = {
        outcome: { status: 'SUCCEEDED', output: { ...output, context_data: [{ content: { text: 'x'.repeat(fault.bytes) } }] } },
      }
    }
  }
  return result
}
