/** What ran and what runs: each execution told live to whoever listens, and kept as a record, the last hundred of them. */
import type { EngineEvent } from '../../engine/index.ts'
import { recording } from './record.ts'
import type { Begun, ExecutionRecord } from './record.ts'

export type LiveEvent = EngineEvent & { readonly executionArn: string; readonly stateMachine: string }

export interface Executions {
  /** Takes an execution's events from now on. */
  begin(execution: Begun, at: number): (event: EngineEvent) => void
  /** Newest first. */
  list(of?: { readonly stateMachine?: string | undefined; readonly name?: string | undefined }): readonly ExecutionRecord[]
  listen(hear: (event: LiveEvent) => void): () => void
  clear(): void
}

const MOST_EXECUTIONS = 100
/** Over all executions: a few that loop must not hold on to everything they saw. */
const MOST_STATES_IN_ALL = 20_000

export function executionLog(): Executions {
  let records: ExecutionRecord[] = []
  const listeners = new Set<(event: LiveEvent) => void>()
  const trim = () => {
    let states = records.reduce((sum, record) => sum + record.states.length, 0)
    while (records.length > MOST_EXECUTIONS || (states > MOST_STATES_IN_ALL && records.length > 1)) {
      states -= (records.shift() as ExecutionRecord).states.length
    }
  }
  return {
    begin(execution, at) {
      const { executionArn, stateMachine } = execution
      const { record, write } = recording(execution, at)
      records.push(record)
      trim()
      return (event) => {
        write(event)
        for (const hear of listeners) hear({ ...event, executionArn, stateMachine })
      }
    },
    list: ({ stateMachine, name } = {}) =>
      records
        .filter((record) => stateMachine === undefined || record.stateMachine === stateMachine)
        .filter((record) => name === undefined || record.name === name)
        .toReversed(),
    listen(hear) {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    clear: () => {
      records = []
    },
  }
}
