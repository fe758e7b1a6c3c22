/** The metrics of a chain: those the runtime writes with its log lines, and AWS's own of the services it runs on. */
import { Duration } from 'aws-cdk-lib'
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch'

/** The name of the metric that counts failed requests by chain and code; a filter on the runtime's log makes it. */
export const FAILURES = 'Failures'

/** A chain, or a variant of one of its experiments. */
export interface Subject {
  readonly chain: string
  readonly variant?: { readonly experiment: string; readonly name: string }
}

/** What the runtime counts. */
export type Counted =
  | 'TotalTime'
  | 'WorkflowTime'
  | 'TimeToFirstByte'
  | 'WorkflowInputTokens'
  | 'WorkflowOutputTokens'
  | 'InputTokens'
  | 'OutputTokens'
  | 'CostUSD'
  | 'Errors'
  | 'Aborts'

export class ChainMetrics {
  readonly #namespace: string
  readonly #dimensions: Record<string, string>
  readonly subject: Subject

  constructor(namespace: string, subject: Subject) {
    this.#namespace = namespace
    this.subject = subject
    const { chain, variant } = subject
    this.#dimensions = variant === undefined ? { chain } : { chain, [`experiment_${variant.experiment}`]: variant.name }
  }

  counted(metricName: Counted, statistic: string, label: string, minutes = 5): Metric {
    return new Metric({
      namespace: this.#namespace,
      metricName,
      dimensionsMap: this.#dimensions,
      statistic,
      label,
      period: Duration.minutes(minutes),
    })
  }

  /** Every request counts 0 or 1, so the average is the share. */
  percent(metricName: 'Errors' | 'Aborts', label: string): MathExpression {
    return new MathExpression({
      expression: '100 * share',
      usingMetrics: { share: this.counted(metricName, 'Average', label) },
      label,
      period: Duration.minutes(5),
    })
  }

  /** A line for each code that there was. */
  failuresByCode(): MathExpression {
    return new MathExpression({
      expression: `SEARCH('{${this.#namespace},chain,code} MetricName="${FAILURES}" chain="${this.subject.chain}"', 'Sum', 300)`,
      usingMetrics: {},
      label: '',
      period: Duration.minutes(5),
    })
  }
}

/** How often AWS held back: starts of the chain's machine, and calls of the models it names. */
export const throttles = (stateMachineArn: string, models: readonly string[]): readonly IMetric[] => [
  new Metric({
    namespace: 'AWS/States',
    metricName: 'ExecutionThrottled',
    dimensionsMap: { StateMachineArn: stateMachineArn },
    statistic: 'Sum',
    label: 'workflow',
    period: Duration.minutes(5),
  }),
  ...models.map(
    (model) =>
      new Metric({
        namespace: 'AWS/Bedrock',
        metricName: 'InvocationThrottles',
        dimensionsMap: { ModelId: model },
        statistic: 'Sum',
        label: model,
        period: Duration.minutes(5),
      }),
  ),
]

/** All of `metrics` together. */
export const sum = (metrics: readonly IMetric[], label: string): MathExpression =>
  new MathExpression({
    expression: metrics.map((_, index) => `FILL(m${index}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
    label,
    period: Duration.minutes(5),
  })
