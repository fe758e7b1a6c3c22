/** Amazon States Language as the compiler writes it: JSONata mode, Express. Plain JSON. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface Retrier {
  readonly ErrorEquals: readonly string[]
  readonly IntervalSeconds?: number
  readonly MaxAttempts?: number
  readonly BackoffRate?: number
  readonly MaxDelaySeconds?: number
  readonly JitterStrategy?: 'FULL' | 'NONE'
}

export type Assignments = { readonly [variable: string]: Json }

export interface Catcher {
  readonly ErrorEquals: readonly string[]
  readonly Assign?: Assignments
  readonly Output?: Json
  readonly Next: string
}

export interface ChoiceRule {
  readonly Comment?: string
  readonly Condition: string | boolean
  readonly Assign?: Assignments
  readonly Output?: Json
  readonly Next: string
}

interface Common {
  readonly Comment?: string
}
interface Continuing {
  readonly Assign?: Assignments
  readonly Output?: Json
  readonly Next?: string
  readonly End?: true
}
interface Failing {
  readonly Retry?: readonly Retrier[]
  readonly Catch?: readonly Catcher[]
}

export type TaskState = Common &
  Continuing &
  Failing & {
    readonly Type: 'Task'
    readonly Resource: string
    readonly Arguments?: Json
    readonly TimeoutSeconds?: number | string
    readonly HeartbeatSeconds?: number | string
  }
export type PassState = Common & Continuing & { readonly Type: 'Pass' }
export type ChoiceState = Common & {
  readonly Type: 'Choice'
  readonly Choices: readonly ChoiceRule[]
  readonly Default?: string
  readonly Assign?: Assignments
  readonly Output?: Json
}
export type WaitState = Common &
  Continuing & { readonly Type: 'Wait'; readonly Seconds?: number | string; readonly Timestamp?: string }
export type SucceedState = Common & { readonly Type: 'Succeed'; readonly Output?: Json }
export type FailState = Common & { readonly Type: 'Fail'; readonly Error?: string; readonly Cause?: string }
export type ParallelState = Common &
  Continuing &
  Failing & { readonly Type: 'Parallel'; readonly Arguments?: Json; readonly Branches: readonly States[] }
export type MapState = Common &
  Continuing &
  Failing & {
    readonly Type: 'Map'
    readonly Items?: Json
    readonly ItemSelector?: Json
    readonly MaxConcurrency?: number | string
    readonly ItemProcessor: States & { readonly ProcessorConfig?: { readonly Mode: 'INLINE' } }
  }

export type State = TaskState | PassState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState

/** A set of states and where it starts: a branch, an item processor, or the body of a definition. */
export interface States {
  readonly StartAt: string
  readonly States: { readonly [name: string]: State }
}

export interface Definition extends States {
  readonly Comment?: string
  readonly QueryLanguage: 'JSONata'
  readonly TimeoutSeconds?: number
}
