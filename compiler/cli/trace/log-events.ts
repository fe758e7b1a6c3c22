/**
 * Executions out of what Express workflows write to CloudWatch Logs: an event a line, `previous_event_id` its way back.
 * Read are lines of JSON, what `aws logs tail` puts before them, and what `aws logs filter-log-events` answers.
 */
import { groupBy } from '../../group.ts'
import { wrongOf } from './trace.ts'
import type { Trace, TracedState, Wrong } from './trace.ts'

interface LogEvent {
  readonly id: string
  readonly type: string
  readonly previous_event_id?: string
  readonly event_timestamp: string
  readonly execution_arn: string
  readonly details?: Readonly<Record<string, unknown>>
}

function eventIn(text: string): LogEvent | undefined {
  const from = text.indexOf('{')
  if (from < 0) return undefined
  try {
    const value = JSON.parse(text.slice(from)) as Partial<LogEvent> | null
    const isEvent = typeof value?.type === 'string' && value.execution_arn !== undefined && value.id !== undefined
    return isEvent ? (value as LogEvent) : undefined
  } catch {
    return undefined
  }
}

/** What `aws logs filter-log-events` and `get-log-events` answer has the lines within. */
function linesOf(text: string): readonly string[] {
  try {
    const { events } = JSON.parse(text) as { readonly events?: readonly { readonly message?: unknown }[] }
    if (Array.isArray(events)) return events.map(({ message }) => String(message))
  } catch {
    // lines, then
  }
  return text.split('\n')
}

const entered = ({ type }: LogEvent) => type.endsWith('StateEntered')
const exited = ({ type }: LogEvent) => type.endsWith('StateExited')
/** Parallel and Map hold the states of their branches and items. */
const holds = ({ type }: LogEvent) => /^(Parallel|Map)State(Entered|Exited)$/.test(type)
const failed = ({ type }: LogEvent) => /^(Task|LambdaFunction|Map|Evaluation).*(Failed|TimedOut)$/.test(type)
const nameOf = ({ details }: LogEvent) => (typeof details?.['name'] === 'string' ? details['name'] : '')

function traceOf(events: readonly LogEvent[]): Trace {
  const ordered = events.toSorted((a, b) => Number(a.id) - Number(b.id))
  const byId = new Map(ordered.map((event) => [event.id, event]))
  function* wayBack(event: LogEvent): Generator<LogEvent> {
    const seen = new Set<string>()
    for (let id = event.previous_event_id; id !== undefined && !seen.has(id);) {
      seen.add(id)
      const before = byId.get(id)
      if (before === undefined) return
      yield before
      id = before.previous_event_id
    }
  }
  const find = (event: LogEvent, is: (one: LogEvent) => boolean) => {
    for (const before of wayBack(event)) if (is(before)) return before
    return undefined
  }
  /** How many Parallel and Map states were entered on the way here and not left again. */
  const depthOf = (event: LogEvent) => {
    let depth = 0
    let left = 0
    for (const before of wayBack(event)) {
      if (!holds(before)) continue
      if (exited(before)) left++
      else if (left > 0) left--
      else depth++
    }
    return depth
  }
  const time = ({ event_timestamp: at }: LogEvent) => Number(at)
  const began = Math.min(...ordered.map(time))
  const ends = new Map<LogEvent, LogEvent>()
  const wrong = new Map<LogEvent, Wrong[]>()
  for (const event of ordered) {
    if (exited(event)) {
      const start = find(event, (one) => entered(one) && nameOf(one) === nameOf(event))
      if (start !== undefined) ends.set(start, event)
    } else if (failed(event)) {
      const start = find(event, entered)
      if (start !== undefined)
        wrong.set(start, [...(wrong.get(start) ?? []), wrongOf(event.details?.['error'], event.details?.['cause'])])
    }
  }
  const states = ordered.filter(entered).map((event): TracedState => {
    const end = ends.get(event)
    return {
      state: nameOf(event),
      depth: depthOf(event),
      at: time(event) - began,
      ...(end === undefined ? {} : { ms: time(end) - time(event) }),
      wrong: wrong.get(event) ?? [],
    }
  })
  const last = ordered.findLast(({ type }) => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type))
  const [, , , , , , machine = '', execution = ''] = (ordered[0] as LogEvent).execution_arn.split(':')
  const status = last?.type.slice('Execution'.length)
  return {
    machine,
    execution,
    status: status === undefined ? 'RUNNING' : status === 'TimedOut' ? 'TIMED_OUT' : status.toUpperCase(),
    ...(last === undefined ? {} : { ms: time(last) - began }),
    states,
    ...(last === undefined || status === 'Succeeded' ? {} : { wrong: wrongOf(last.details?.['error'], last.details?.['cause']) }),
  }
}

/** Every execution that the text has events of, in the order in which they come. */
export function tracesIn(text: string): readonly Trace[] {
  const events = linesOf(text).flatMap((line) => eventIn(line) ?? [])
  return [...groupBy(events, ({ execution_arn: arn }) => arn).values()].map((group) => traceOf(group))
}
