/** Step Functions' operations: a request as JSON in, the answer as JSON out, AWS's own errors thrown. */
import { execute } from '../../engine/index.ts'
import type { Clock, Outcome, RunTask } from '../../engine/index.ts'
import { validateDefinition } from '../../../compiler/validate/index.ts'
import { isObject } from '../json.ts'
import type { Fault } from '../control/faults.ts'
import { executionArn, machineArn, roleArn } from '../place.ts'
import type { Place } from '../place.ts'
import { AwsError, validationException } from '../wire/aws-error.ts'
import type { Executions } from './executions.ts'
import { goodName, requests } from './requests.ts'
import { readDefinition, sameDefinition } from './machines.ts'
import type { MachineType, StoredMachine } from './machines.ts'

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

export interface StepFunctionsOptions {
  readonly place: Place
  readonly clock: Clock
  readonly uuid: () => string
  readonly random: () => number
  readonly executions: Executions
  readonly running: Running
}

export interface StepFunctions {
  /** By the operation's name; `faults` are those that meet this call. */
  readonly operations: Readonly<Record<string, (request: unknown, faults: readonly Fault[]) => unknown>>
  /** Puts a machine there without asking as a client would. Throws what CreateStateMachine would. */
  add(machine: { readonly name: string; readonly definition: string; readonly original?: string }): void
  /** Takes a machine away that there may be; what runs of it goes on. */
  drop(name: string): void
  machine(name: string): StoredMachine | undefined
  names(): readonly string[]
}

const seconds = (ms: number) => ms / 1000

export function stepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { place, clock, uuid, random, executions, running } = options
  /** By ARN, in order of creation. */
  const machines = new Map<string, StoredMachine>()
  /** Definitions as they were before their substitutions: creating one again is no conflict. */
  const originals = new Map<string, string>()

  const checkedArn = (given: string): string => {
    if (!/^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:/.test(given))
      throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${given}'`)
    if (!/^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:\S+$/.test(given)) {
      throw new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${given.split(':')[5] || 'none'}'`)
    }
    return given
  }
  const existing = (given: string): StoredMachine => {
    const found = machines.get(checkedArn(given))
    if (!found) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${given}'`)
    return found
  }
  const noVersions = (publish: boolean | undefined) => {
    if (publish === true) throw validationException('Local AWS has no versions of state machines: leave out publish.')
  }

  const store = (from: {
    name: string
    definition: string
    roleArn: string
    type: MachineType
    settings: StoredMachine['settings']
  }): StoredMachine => {
    const { machine, states } = readDefinition(from.definition, from.type)
    const stored = {
      ...from,
      machine,
      states,
      arn: machineArn(place, from.name),
      createdAt: seconds(clock.now()),
      revisionId: undefined,
    }
    machines.set(stored.arn, stored)
    return stored
  }

  function create(request: unknown) {
    const {
      name: wanted,
      definition: text,
      roleArn: role,
      type: kind = 'STANDARD',
      publish,
      tags: _,
      versionDescription: __,
      ...rest
    } = requests.create(request)
    goodName(wanted)
    noVersions(publish)
    if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+/.test(role)) throw new AwsError('InvalidArn', `Invalid Role Arn: '${role}'`)
    const before = machines.get(machineArn(place, wanted))
    if (before) {
      const same =
        before.type === kind && [before.definition, originals.get(before.arn) ?? ''].some((one) => sameDefinition(one, text))
      if (!same) throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${before.arn}'`)
      return { stateMachineArn: before.arn, creationDate: before.createdAt }
    }
    const stored = store({ name: wanted, definition: text, roleArn: role, type: kind, settings: rest })
    return { stateMachineArn: stored.arn, creationDate: stored.createdAt }
  }

  function update(request: unknown) {
    const { stateMachineArn, definition: text, roleArn: role, publish, versionDescription: _, ...rest } = requests.update(request)
    const before = existing(stateMachineArn)
    noVersions(publish)
    if (text === undefined && role === undefined && Object.keys(rest).length === 0) {
      throw new AwsError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified',
      )
    }
    const revisionId = uuid()
    machines.set(before.arn, {
      ...before,
      ...(text === undefined ? {} : { definition: text, ...readDefinition(text, before.type) }),
      ...(role === undefined ? {} : { roleArn: role }),
      settings: { ...before.settings, ...rest },
      revisionId,
    })
    originals.delete(before.arn)
    return { updateDate: seconds(clock.now()), revisionId }
  }

  function describe(request: unknown) {
    const { stateMachineArn, includedData: data } = requests.describe(request)
    const found = existing(stateMachineArn)
    return {
      stateMachineArn: found.arn,
      name: found.name,
      status: 'ACTIVE',
      type: found.type,
      roleArn: found.roleArn,
      creationDate: found.createdAt,
      ...(data === 'METADATA_ONLY' ? {} : { definition: found.definition }),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      ...found.settings,
      ...(found.revisionId === undefined ? {} : { revisionId: found.revisionId }),
    }
  }

  function list(request: unknown) {
    const { maxResults = 0, nextToken } = requests.list(request)
    const all = [...machines.values()]
    const token = nextToken === undefined ? '0' : Buffer.from(nextToken, 'base64').toString('utf8')
    const from = Number(token)
    if (!/^\d+$/.test(token) || from > all.length) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`)
    const to = from + (maxResults === 0 ? 100 : maxResults)
    return {
      stateMachines: all.slice(from, to).map((machine) => ({
        stateMachineArn: machine.arn,
        name: machine.name,
        type: machine.type,
        creationDate: machine.createdAt,
      })),
      ...(to < all.length ? { nextToken: Buffer.from(String(to)).toString('base64') } : {}),
    }
  }

  function remove(request: unknown) {
    const stateMachineArn = checkedArn(requests.remove(request).stateMachineArn)
    machines.delete(stateMachineArn)
    originals.delete(stateMachineArn)
    return {}
  }

  function validate(request: unknown) {
    const { definition: text, type: kind = 'STANDARD', severity = 'ERROR', maxResults = 0 } = requests.validate(request)
    const problems = validateDefinition(text, { type: kind, rules: 'aws' })
    const diagnostics = problems
      .filter((problem) => severity === 'WARNING' || problem.severity === 'ERROR')
      .map(({ severity: how, code, message, location }) => ({
        severity: how,
        code,
        message,
        ...(location === '' ? {} : { location }),
      }))
    const most = maxResults === 0 ? 100 : maxResults
    return {
      result: problems.some((problem) => problem.severity === 'ERROR') ? 'FAIL' : 'OK',
      diagnostics: diagnostics.slice(0, most),
      truncated: diagnostics.length > most,
    }
  }

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

  return {
    operations: {
      CreateStateMachine: create,
      UpdateStateMachine: update,
      DescribeStateMachine: describe,
      ListStateMachines: list,
      DeleteStateMachine: remove,
      StartSyncExecution: start,
      ValidateStateMachineDefinition: validate,
    },
    add({ name: wanted, definition: text, original }) {
      goodName(wanted)
      const stored = store({ name: wanted, definition: text, roleArn: roleArn(place), type: 'EXPRESS', settings: {} })
      if (original !== undefined) originals.set(stored.arn, original)
    },
    drop(name) {
      machines.delete(machineArn(place, name))
      originals.delete(machineArn(place, name))
    },
    machine: (wanted) => machines.get(machineArn(place, wanted)),
    names: () => [...machines.values()].map((machine) => machine.name),
  }
}
