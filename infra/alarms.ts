/** What somebody is told of: a chain, or a variant of it, that fails, dawdles, costs too much or drives callers away. */
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { sum } from './metrics.ts'
import type { ChainMetrics } from './metrics.ts'
import type { AlarmLimits } from './options.ts'

interface AlarmPlan {
  readonly kind: string
  readonly metric: IMetric
  readonly threshold: number
  readonly periods: number
  readonly meaning: string
}

export interface AlarmProps {
  /** Start of every alarm's name: stack and chain. */
  readonly prefix: string
  readonly metrics: ChainMetrics
  /** For a chain as a whole; variants share its machine and models. */
  readonly throttles: readonly IMetric[]
  readonly limits: AlarmLimits
}

export class ChainAlarms extends Construct {
  /** Those that tell a bad version from a good one. */
  readonly quality: readonly Alarm[]

  constructor(scope: Construct, id: string, { prefix, metrics, throttles, limits }: AlarmProps) {
    super(scope, id)
    const { chain, variant } = metrics.subject
    const whole = variant === undefined
    const of = whole ? chain : `${chain}, ${variant.experiment} = ${variant.name},`
    const topic = limits.topic === undefined ? undefined : Topic.fromTopicArn(this, 'Topic', limits.topic)
    const alarm = ({ kind, metric, threshold, periods, meaning }: AlarmPlan) => {
      const made = new Alarm(this, kind, {
        alarmName: [prefix, ...(whole ? [] : [variant.experiment, variant.name]), kind].join('-'),
        alarmDescription: `${of} ${meaning}`,
        metric,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      if (topic !== undefined) made.addAlarmAction(new SnsAction(topic))
      return made
    }
    this.quality = [
      alarm({
        kind: 'Errors',
        metric: metrics.percent('Errors', 'errors'),
        threshold: limits.errorPercent,
        periods: 1,
        meaning: `fails for more than ${limits.errorPercent} % of requests.`,
      }),
      alarm({
        kind: 'SlowFirstByte',
        metric: metrics.counted('TimeToFirstByte', 'p99', 'first byte p99'),
        threshold: limits.firstByteSeconds * 1000,
        periods: 3,
        meaning: `keeps the slowest hundredth of callers waiting for more than ${limits.firstByteSeconds} s.`,
      }),
    ]
    alarm({
      kind: 'Aborts',
      metric: metrics.percent('Aborts', 'callers that left'),
      threshold: limits.abortPercent,
      periods: 3,
      meaning: `loses more than ${limits.abortPercent} % of callers before the answer is complete.`,
    })
    alarm({
      kind: 'Cost',
      metric: metrics.counted('CostUSD', 'Sum', 'cost', 60),
      threshold: limits.usdPerHour,
      periods: 1,
      meaning: `costs more than ${limits.usdPerHour} USD an hour.`,
    })
    if (!whole) return
    alarm({
      kind: 'Tokens',
      metric: metrics.counted('OutputTokens', 'Sum', 'tokens', 60),
      threshold: limits.outputTokensPerHour,
      periods: 1,
      meaning: `answers with more than ${limits.outputTokensPerHour} tokens an hour.`,
    })
    alarm({
      kind: 'Throttles',
      metric: sum(throttles, 'throttles'),
      threshold: 0,
      periods: 3,
      meaning: 'is throttled, by Step Functions or Bedrock.',
    })
  }
}
