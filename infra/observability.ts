/** What watches over the chains: failures counted by kind, a dashboard, alarms. */
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { Manifest } from '../compiler/contract.ts'
import { ChainAlarms } from './alarms.ts'
import { dashboard } from './dashboard.ts'
import { pascal } from './generated.ts'
import { ChainMetrics, FAILURES, throttles } from './metrics.ts'
import type { Options } from './options.ts'
import type { Runtime } from './runtime.ts'
import type { Workflow } from './workflow.ts'

export interface WatchedChain {
  readonly manifest: Manifest
  readonly workflow: Workflow
}

export class Observability extends Construct {
  /** By chain, the alarms that a canary listens to. */
  readonly quality: ReadonlyMap<string, ChainAlarms['quality']>

  constructor(scope: Construct, id: string, chains: readonly WatchedChain[], runtime: Runtime, options: Options) {
    super(scope, id)
    const { stackName, alarms: limits } = options
    new MetricFilter(this, 'Failures', {
      logGroup: runtime.log,
      metricNamespace: stackName,
      metricName: FAILURES,
      filterPattern: FilterPattern.stringValue('$.outcome', '=', 'failed'),
      metricValue: '1',
      dimensions: { chain: '$.chain', code: '$.error.code' },
    })
    const watched = chains.map(({ manifest, workflow }) => ({
      description: manifest.description,
      metrics: new ChainMetrics(stackName, { chain: manifest.name }),
      variants: manifest.experiments.flatMap(({ name: experiment, weights }) =>
        Object.keys(weights).map((name) => new ChainMetrics(stackName, { chain: manifest.name, variant: { experiment, name } })),
      ),
      throttles: throttles(workflow.machine.stateMachineArn, manifest.models),
    }))
    dashboard(this, 'Dashboard', stackName, watched)
    this.quality = new Map(
      watched.map(({ metrics, variants, throttles }) => {
        const { chain } = metrics.subject
        const alarmsOf = (metrics: ChainMetrics) => {
          const { variant } = metrics.subject
          const parts = variant === undefined ? [chain] : [chain, variant.experiment, variant.name]
          return new ChainAlarms(this, pascal(parts.join('-')), { prefix: `${stackName}-${chain}`, metrics, throttles, limits })
        }
        for (const variant of variants) alarmsOf(variant)
        return [chain, alarmsOf(metrics).quality] as const
      }),
    )
  }
}
