/** What happened to a request, noted on the way for whoever tells it afterwards: the log, the metrics, the spans. */
import type { Failure } from './failure.ts'
import type { Ending, Run } from './formats/format.ts'
import type { Guardrail, ModelSettings } from './model.ts'

export interface Account {
  chain?: string
  workflow?: WorkflowStep
  run?: Run
  model?: ModelStep
  /** Times are in milliseconds since the request came. */
  firstByteMs?: number
  ending?: Ending
  failure?: Failure
  left?: true
}

interface Step {
  readonly beganMs: number
  /** Absent: it goes on, or ended with the request. */
  endedMs?: number
}

export interface WorkflowStep extends Step {
  readonly stateMachineArn: string
  readonly execution: string
}

export interface ModelStep extends Step {
  readonly model: string
  readonly settings: ModelSettings
  readonly guardrail: Guardrail | undefined
  /** Messages that were left out because they did not fit. */
  readonly messagesCut: number
}
