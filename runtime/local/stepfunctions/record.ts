/** One execution as it is told: its states, each with what went in, what came out and what it called; made of the engine's events. */
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
  /** Nothing caught its failure; the field at fault, where it is one. */
  failed?: { readonly error?: string; readonly cause?: string; readonly location?: string }
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

const MOST_STATES = 1_000

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
    case 'StateFailed': {
      const state = openState(event)
      if (state)
        state.failed = { ...given('error', event.error), ...given('cause', event.cause), ...given('location', event.location) }
      break
    }
    case 'ExecutionStarted':
    case 'TaskRetried':
    case 'EvaluationFailed':
      break
    default:
      event satisfies never
  }
}

export type Begun = Pick<ExecutionRecord, 'executionArn' | 'stateMachine' | 'name' | 'input'>

/** A record that has begun, and what writes an event into it. */
export interface Recording {
  readonly record: ExecutionRecord
  readonly write: (event: EngineEvent) => void
}

export function recording(execution: Begun, at: number): Recording {
  const record: ExecutionRecord = { ...execution, startDate: time(at), status: 'RUNNING', states: [], statesLeftOut: 0 }
  const open: Open = new Map()
  return { record, write: (event) => write(record, open, event) }
}
