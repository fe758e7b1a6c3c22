/** One page: a block of graphs for each chain, a smaller one for each variant of its experiments. */
import { Dashboard, GraphWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch'
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import type { ChainMetrics } from './metrics.ts'

/** A chain with its experiments' variants, and the throttles of what it runs on. */
export interface Watched {
  readonly description: string
  readonly metrics: ChainMetrics
  readonly variants: readonly ChainMetrics[]
  readonly throttles: readonly IMetric[]
}

const graph = (title: string, left: readonly IMetric[], unit: string, width = 8) =>
  new GraphWidget({ title, left: [...left], leftYAxis: { label: unit, showUnits: false, min: 0 }, width, height: 6 })

const firstByte = (metrics: ChainMetrics) => [
  metrics.counted('TimeToFirstByte', 'p50', 'first byte p50'),
  metrics.counted('TimeToFirstByte', 'p99', 'first byte p99'),
]
const tokens = (metrics: ChainMetrics) => [
  metrics.counted('WorkflowInputTokens', 'Sum', 'workflow in'),
  metrics.counted('WorkflowOutputTokens', 'Sum', 'workflow out'),
  metrics.counted('InputTokens', 'Sum', 'answer in'),
  metrics.counted('OutputTokens', 'Sum', 'answer out'),
]
const cost = (metrics: ChainMetrics) => [metrics.counted('CostUSD', 'Sum', 'cost')]
const aborts = (metrics: ChainMetrics) => [metrics.counted('Aborts', 'Sum', 'callers that left')]

const chainRows = ({ description, metrics, throttles }: Watched): IWidget[][] => [
  [new TextWidget({ markdown: `## ${metrics.subject.chain}\n${description}`, width: 24, height: 2 })],
  [
    graph('Time', [...firstByte(metrics), metrics.counted('WorkflowTime', 'p50', 'workflow p50')], 'ms'),
    graph('Failures by kind', [metrics.failuresByCode()], 'requests'),
    graph('Callers that left', aborts(metrics), 'requests'),
  ],
  [graph('Tokens', tokens(metrics), 'tokens'), graph('Cost', cost(metrics), 'USD'), graph('Throttles', throttles, 'calls')],
]

function variantRows(metrics: ChainMetrics): IWidget[][] {
  const { chain, variant } = metrics.subject
  return [
    [new TextWidget({ markdown: `### ${chain}: ${variant?.experiment} = ${variant?.name}`, width: 24, height: 1 })],
    [
      graph('Time', firstByte(metrics), 'ms', 6),
      graph('Errors and callers that left', [metrics.counted('Errors', 'Sum', 'errors'), ...aborts(metrics)], 'requests', 6),
      graph('Tokens', tokens(metrics), 'tokens', 6),
      graph('Cost', cost(metrics), 'USD', 6),
    ],
  ]
}

export const dashboard = (scope: Construct, id: string, dashboardName: string, chains: readonly Watched[]): Dashboard =>
  new Dashboard(scope, id, {
    dashboardName,
    widgets: chains.flatMap((chain) => [...chainRows(chain), ...chain.variants.flatMap(variantRows)]),
  })
