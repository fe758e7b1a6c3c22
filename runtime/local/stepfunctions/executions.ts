/** What ran and what runs: each execution with every state's input and output, told live, and kept for the last hundred. */
import type { EngineEvent, Place } from '../../engine/index.ts'

export interface TaskRecord {
  readonly resource: string
  readonly attempt: number
  readonly arguments: unknown
  result?: unknown
  error?: string
  cause?: string
}

export interface StateRecord {
  readonly state: string
  /** Which branch or item it ran in. */
  readonly within?: readonly Place[]
  readonly enteredAt: string
  readonly input: unknown
  exitedAt?: string
  output?: unknown
  assigned?: Readonly<Record<string, unknown>>
  next?: string
  caught?: { readonly error?: string; readonly cause?: string; readonly next: string }
  readonly tasks: TaskRecord[]
}

export interface ExecutionRecord {
  readonly executionArn: string
  readonly stateMachine: string
  readonly name: string
  readonly input: unknown
  readonly startDate: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT'
  stopDate?: string
  output?: unknown
  error?: string
  cause?: string
  readonly states: StateRecord[]
  /** How many states are not listed, of an execution that entered very many. */
  statesLeftOut: number
}

export type LiveEvent = EngineEvent & { readonly executionArn: string; readonly stateMachine: string }

export interface Executions {
  begin(of: Pick<ExecutionRecord, 'executionArn' | 'stateMachine' | 'name' | 'input'>, at: number): ExecutionRecord
  tell(record: ExecutionRecord, event: EngineEvent): void
  /** Newest first. */
  list(stateMachine?: string): readonly ExecutionRecord[]
  listen(hear: (event: LiveEvent) => void): () => void
  clear(): void
}

const MOST_EXECUTIONS = 100
const MOST_STATES = 1_000
/** Over all executions: a few that loop must not hold on to everything they saw. */
const MOST_STATES_IN_ALL = 20_000

const time = (at: number) => new Date(at).toISOString()
const given = <Key extends string, Value>(key: Key, value: Value | undefined): { [key in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { [key in Key]?: Value }

type OfState = { readonly state: string; readonly within?: readonly Place[] }

/** The states of an execution that have been entered and not left: at one place, one state of a name at a time. */
type Open = Map<string, StateRecord>
const keyOf = ({ state, within }: OfState) => (within === undefined ? state : `${state} ${JSON.stringify(within)}`)

function write(record: ExecutionRecord, open: Open, event: EngineEvent): void {
  const openState = (of: OfState) => open.get(keyOf(of))
  switch (event.type) {
    case 'StateEntered':
      if (record.states.length >= MOST_STATES) record.statesLeftOut++
      else {
        const { state, within, input } = event
        const entered: StateRecord = { state, ...given('within', within), enteredAt: time(event.at), input, tasks: [] }
        record.states.push(entered)
        open.set(keyOf(event), entered)
      }
      break
    case 'TaskScheduled':
      openState(event)?.tasks.push({ resource: event.resource, attempt: event.attempt, arguments: event.arguments })
      break
    case 'TaskSucceeded': {
      const task = openState(event)?.tasks.at(-1)
      if (task) task.result = event.result
      break
    }
    case 'TaskFailed': {
      const task = openState(event)?.tasks.at(-1)
      if (task) Object.assign(task, given('error', event.error), given('cause', event.cause))
      break
    }
    case 'StateCaught': {
      const state = openState(event)
      if (state) {
        state.caught = { ...given('error', event.error), ...given('cause', event.cause), next: event.next }
        state.next = event.next
      }
      break
    }
    case 'StateExited': {
      const { at, output, assigned, next } = event
      const state = openState(event)
      if (state) Object.assign(state, { exitedAt: time(at), output }, given('assigned', assigned), given('next', next))
      open.delete(keyOf(event))
      break
    }
    case 'ExecutionSucceeded':
      Object.assign(record, { status: 'SUCCEEDED', stopDate: time(event.at), output: event.output })
      break
    case 'ExecutionFailed':
      Object.assign(
        record,
        { status: 'FAILED', stopDate: time(event.at) },
        given('error', event.error),
        given('cause', event.cause),
      )
      break
    case 'ExecutionTimedOut':
      Object.assign(record, { status: 'TIMED_OUT', stopDate: time(event.at) })
      break
    case 'ExecutionStarted':
    case 'TaskRetried':
    case 'EvaluationFailed':
    case 'StateFailed':
      break
    default:
      event satisfies never
  }
}

export function executionLog(): Executions {
  let records: ExecutionRecord[] = []
  const listeners = new Set<(event: LiveEvent) => void>()
  const openStates = new WeakMap<ExecutionRecord, Open>()
  const trim = () => {
    let states = records.reduce((sum, record) => sum + record.states.length, 0)
    while (records.length > MOST_EXECUTIONS || (states > MOST_STATES_IN_ALL && records.length > 1)) {
      states -= (records.shift() as ExecutionRecord).states.length
    }
  }
  return {
    begin(of, at) {
      const record: ExecutionRecord = { ...of, startDate: time(at), status: 'RUNNING', states: [], statesLeftOut: 0 }
      records.push(record)
      openStates.set(record, new Map())
      trim()
      return record
    },
    tell(record, event) {
      write(record, openStates.get(record) as Open, event)
      const { executionArn, stateMachine } = record
      for (const hear of listeners) hear({ ...event, executionArn, stateMachine })
    },
    list: (stateMachine) =>
      records.filter((record) => stateMachine === undefined || record.stateMachine === stateMachine).toReversed(),
    listen(hear) {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    clear: () => {
      records = []
    },
  }
}
