/** An execution on local AWS, which keeps the last hundred. */
import type { ExecutionRecord } from '../../../runtime/local/stepfunctions/record.ts'
import { wrongOf } from './trace.ts'
import type { Trace } from './trace.ts'

export function traceOfRecord(record: ExecutionRecord): Trace {
  const began = Date.parse(record.startDate)
  const since = (time: string) => Date.parse(time) - began
  return {
    machine: record.stateMachine,
    execution: record.name,
    status: record.status,
    ...(record.stopDate === undefined ? {} : { ms: since(record.stopDate) }),
    states: record.states.map(({ state, within, enteredAt, exitedAt, tasks, caught }) => {
      const wrong = tasks.flatMap(({ error, cause }) => (error === undefined ? [] : [wrongOf(error, cause)]))
      return {
        state,
        depth: within?.length ?? 0,
        at: since(enteredAt),
        ...(exitedAt === undefined ? {} : { ms: Date.parse(exitedAt) - Date.parse(enteredAt) }),
        wrong: wrong.length === 0 && caught !== undefined ? [wrongOf(caught.error, caught.cause)] : wrong,
      }
    }),
    ...(record.error === undefined && record.status !== 'TIMED_OUT' ? {} : { wrong: wrongOf(record.error, record.cause) }),
  }
}

/** By name or ARN; undefined where local AWS knows of none. Rejects where nothing listens. */
export async function localTrace(url: string, execution: string): Promise<Trace | undefined> {
  const response = await fetch(`${url}/_local/executions`)
  const { executions } = (await response.json()) as { readonly executions: readonly ExecutionRecord[] }
  const record = executions.find(({ name, executionArn }) => name === execution || executionArn === execution)
  return record && traceOfRecord(record)
}
