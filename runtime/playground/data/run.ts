/** A run as the graph shows it: what each state came to, how often, how long it took, and which edges were taken. */
import type { ExecutionRecord, StateRecord } from '../../local/stepfunctions/record.ts'

/** `stopped`: cut off because something beside it failed. */
export type StepStatus = 'waiting' | 'running' | 'done' | 'caught' | 'failed' | 'stopped' | 'skipped'

export interface Step {
  readonly state: string
  readonly status: StepStatus
  /** Each time it ran, in order: a loop's turns, a list's items. */
  readonly visits: readonly StateRecord[]
  /** All visits together; absent before the first has ended. */
  readonly ms?: number | undefined
  /** Calls beyond the first of each visit. */
  readonly retries: number
}

export interface Taken {
  readonly from: string
  readonly to: string
  readonly caught: boolean
}

export interface Run {
  readonly status: ExecutionRecord['status']
  readonly ms?: number | undefined
  readonly steps: ReadonlyMap<string, Step>
  readonly taken: readonly Taken[]
  /** Why the run failed, and in which state. */
  readonly failure?: Partial<Record<'state' | 'error' | 'cause', string | undefined>> | undefined
}

const time = (at: string) => Date.parse(at)

/** A state that began in a block is over, whether it says so or not, when the block is. */
function isCutOff(visit: StateRecord, { states, status }: ExecutionRecord): boolean {
  if (status !== 'RUNNING') return true
  const block = visit.within?.at(-1)
  if (block === undefined) return false
  const depth = JSON.stringify(visit.within?.slice(0, -1))
  const around = states.findLast(
    ({ state, within = [], enteredAt }) =>
      state === block.state && JSON.stringify(within) === depth && time(enteredAt) <= time(visit.enteredAt),
  )
  return around?.exitedAt !== undefined
}

function visitStatus(visit: StateRecord, record: ExecutionRecord): StepStatus {
  if (visit.caught !== undefined) return 'caught'
  if (visit.exitedAt !== undefined) return 'done'
  if (visit.failed !== undefined) return 'failed'
  return isCutOff(visit, record) ? 'stopped' : 'running'
}

const WORST_FIRST: readonly StepStatus[] = ['running', 'failed', 'caught', 'stopped', 'done']

function stepOf(state: string, visits: readonly StateRecord[], record: ExecutionRecord): Step {
  const statuses = new Set(visits.map((visit) => visitStatus(visit, record)))
  const ended = visits.filter(({ exitedAt }) => exitedAt !== undefined)
  return {
    state,
    status: WORST_FIRST.find((one) => statuses.has(one)) ?? 'done',
    visits,
    ms:
      ended.length === 0
        ? undefined
        : ended.reduce((sum, { enteredAt, exitedAt }) => sum + time(exitedAt ?? enteredAt) - time(enteredAt), 0),
    retries: visits.reduce((sum, { tasks }) => sum + Math.max(0, tasks.length - 1), 0),
  }
}

/** The run of a machine with these states; those it never entered are skipped when it is over. */
export function runOf(record: ExecutionRecord, states: readonly string[]): Run {
  const visited = new Map<string, StateRecord[]>()
  for (const visit of record.states) visited.set(visit.state, [...(visited.get(visit.state) ?? []), visit])
  const over = record.status !== 'RUNNING'
  const unvisited = (state: string): Step => ({ state, status: over ? 'skipped' : 'waiting', visits: [], retries: 0 })
  const steps = new Map(
    [...visited.keys(), ...states].map((state) => {
      const visits = visited.get(state)
      return [state, visits === undefined ? unvisited(state) : stepOf(state, visits, record)]
    }),
  )
  // what it stands in has failed as well, and began before it
  const failing = record.states.findLast(({ failed }) => failed !== undefined)
  const { error, cause, startDate, stopDate } = record
  return {
    status: record.status,
    ms: stopDate === undefined ? undefined : time(stopDate) - time(startDate),
    steps,
    taken: record.states.flatMap(({ state, next, caught }) =>
      next === undefined ? [] : [{ from: state, to: next, caught: caught !== undefined }],
    ),
    failure: record.status === 'FAILED' || record.status === 'TIMED_OUT' ? { state: failing?.state, error, cause } : undefined,
  }
}
