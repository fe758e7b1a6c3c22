/** What local AWS tells live: the runs, step by step, and whatever a watching command has to say about the chains. */
import type { EngineEvent } from '../../engine/index.ts'
import type { Notice } from '../../local/control/notices.ts'
import type { LiveEvent } from '../../local/stepfunctions/executions.ts'
import { recording } from '../../local/stepfunctions/record.ts'
import type { ExecutionRecord, Recording } from '../../local/stepfunctions/record.ts'

export interface LocalEvents {
  /** When the events come, or it is clear that they will not for now. */
  ready(): Promise<void>
  /** The run of this name, as far as it was told. */
  run(name: string): ExecutionRecord | undefined
  /** Takes a run as it was listed, where some of its events were missed. */
  take(record: ExecutionRecord): void
}

export interface Hearing {
  /** Some run has got further. */
  run(name: string): void
  notice(notice: Notice): void
  /** Notices may have been missed. */
  back(): void
}

const TYPES: Readonly<Record<EngineEvent['type'], true>> = {
  ExecutionStarted: true,
  StateEntered: true,
  TaskScheduled: true,
  TaskSucceeded: true,
  TaskFailed: true,
  TaskRetried: true,
  StateCaught: true,
  EvaluationFailed: true,
  StateFailed: true,
  StateExited: true,
  ExecutionSucceeded: true,
  ExecutionFailed: true,
  ExecutionTimedOut: true,
}

/** An execution's name is the last but one part of an Express execution's ARN. */
const nameOf = (arn: string): string => arn.split(':').at(-2) ?? arn

/** Where nothing comes, whoever asks does not wait longer. */
const PATIENCE_MS = 1000

export function listen(hearing: Hearing): LocalEvents {
  const runs = new Map<string, ExecutionRecord>()
  const open = new Map<string, Recording>()

  const hear = (event: LiveEvent) => {
    const { executionArn, stateMachine } = event
    const name = nameOf(executionArn)
    if (event.type === 'ExecutionStarted') {
      const begun = recording({ executionArn, stateMachine, name, input: event.input }, event.at)
      runs.set(name, begun.record)
      open.set(executionArn, begun)
    }
    const run = open.get(executionArn)
    if (run === undefined) return
    run.write(event)
    if (run.record.status !== 'RUNNING') open.delete(executionArn)
    hearing.run(name)
  }

  let source: EventSource | undefined
  let opened = Promise.resolve()
  const connect = () => {
    if (source !== undefined) return
    source = new EventSource('/_local/events')
    const events = source
    opened = new Promise((resolve) => {
      events.addEventListener('open', () => resolve())
      events.addEventListener('error', () => resolve())
      setTimeout(resolve, PATIENCE_MS)
    })
    for (const type of Object.keys(TYPES))
      events.addEventListener(type, ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as LiveEvent))
    for (const type of ['chains', 'problems'] as const)
      events.addEventListener(type, ({ data }: MessageEvent<string>) =>
        hearing.notice({ type, ...(JSON.parse(data) as object) } as Notice),
      )
  }
  const disconnect = () => {
    source?.close()
    source = undefined
  }
  connect()
  // A browser gives one server six connections for all its pages: one that nobody looks at keeps none, once its runs are over.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      connect()
      hearing.back()
    } else if (open.size === 0) disconnect()
  })

  return {
    ready: () => {
      connect()
      return opened
    },
    run: (name) => runs.get(name),
    take: (record) => {
      runs.set(record.name, record)
      hearing.run(record.name)
    },
  }
}
