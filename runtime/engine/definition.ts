/** The definition as it is written: Amazon States Language in both query languages, taken as validated. */

export interface RetrierDefinition {
  readonly ErrorEquals: readonly string[]
  readonly IntervalSeconds?: number
  readonly MaxAttempts?: number
  readonly BackoffRate?: number
  readonly MaxDelaySeconds?: number
  readonly JitterStrategy?: 'FULL' | 'NONE'
}

export interface CatcherDefinition {
  readonly ErrorEquals: readonly string[]
  readonly Next: string
  readonly Assign?: unknown
  readonly Output?: unknown
  readonly ResultPath?: string | null
  readonly [field: string]: unknown
}

export interface ChoiceRuleDefinition {
  readonly Next: string
  readonly Condition?: unknown
  readonly Assign?: unknown
  readonly Output?: unknown
  /** `Variable`, `And`, `Or`, `Not` and the comparisons of JSONPath. */
  readonly [field: string]: unknown
}

export type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map'
export type QueryLanguage = 'JSONata' | 'JSONPath'

export interface StateDefinition {
  readonly Type: StateType
  readonly QueryLanguage?: QueryLanguage
  readonly Next?: string
  readonly Retry?: readonly RetrierDefinition[]
  readonly Catch?: readonly CatcherDefinition[]
  readonly Resource?: string
  readonly Choices?: readonly ChoiceRuleDefinition[]
  readonly Default?: string
  readonly Branches?: readonly BlockDefinition[]
  readonly ItemProcessor?: BlockDefinition
  readonly Iterator?: BlockDefinition
  /** The fields that a query language evaluates. */
  readonly [field: string]: unknown
}

export interface BlockDefinition {
  readonly StartAt: string
  readonly States: { readonly [name: string]: StateDefinition }
}

export interface Definition extends BlockDefinition {
  readonly QueryLanguage?: QueryLanguage
  readonly TimeoutSeconds?: number
}
