/** What is watched is what the runtime writes: names, namespace and dimensions of metrics, and the members that a filter reads. */
import { expect, test } from 'vitest'
import { workflowFailed } from '../../runtime/failure.ts'
import { logLine } from '../../runtime/telemetry/log-line.ts'
import { writeProject } from './project.ts'
import { ofType, shown, synthesise } from './synth.ts'

const { template } = synthesise(writeProject())

/** A metric as text: namespace, name, dimensions with their values. */
const told = (namespace: string, name: string, dimensions: readonly (readonly [string, string])[]) =>
  `${namespace} ${name} ${dimensions.map(([key, value]) => `${key}=${value}`).join(' ')}`

/** The line of a request to `chain`, as the function logs it. */
const line = (chain: string, variant?: string) =>
  JSON.parse(
    logLine(
      {
        time: 0,
        requestId: 'r',
        traceHeader: undefined,
        method: 'POST',
        route: '/chains/:name',
        status: 502,
        ms: 1,
        caller: undefined,
        account: {
          chain,
          failure: workflowFailed(undefined),
          run: {
            requestId: 'r',
            chain,
            execution: 'r',
            version: 'v',
            tokens: { input: 1, output: 1 },
            experiments: variant === undefined ? [] : [{ name: 'tone', variant }],
          },
        },
      },
      { metricsNamespace: 'stepchain', details: false, sources: {} },
    ),
  ) as Readonly<Record<string, unknown>> & {
    readonly _aws: {
      readonly CloudWatchMetrics: readonly [
        {
          readonly Namespace: string
          readonly Dimensions: readonly (readonly string[])[]
          readonly Metrics: readonly { readonly Name: string }[]
        },
      ]
    }
  }

const lines = [line('faq', 'plain'), line('faq', 'warm'), line('word-sizes')]
const written = new Set(
  lines.flatMap(({ _aws: embedded, ...one }) => {
    const [{ Namespace, Dimensions, Metrics }] = embedded.CloudWatchMetrics
    return Dimensions.flatMap((keys) =>
      Metrics.map(({ Name }) =>
        told(
          Namespace,
          Name,
          keys.map((key) => [key, String((one as Readonly<Record<string, unknown>>)[key])] as const),
        ),
      ),
    )
  }),
)

interface Dimension {
  readonly Name: string
  readonly Value: string
}
interface AlarmMetric {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly Dimension[]
}

test('alarms watch metrics that the runtime writes', () => {
  const watched: readonly AlarmMetric[] = ofType(template, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }): AlarmMetric[] => {
    const { Metrics = [] } = Properties as {
      readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: AlarmMetric } }[]
    }
    return [Properties, ...Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]))]
  })
  const own = watched
    .filter(({ Namespace }) => Namespace === 'stepchain')
    .map(({ Namespace = '', MetricName = '', Dimensions = [] }) =>
      told(
        Namespace,
        MetricName,
        Dimensions.map(({ Name, Value }) => [Name, Value] as const),
      ),
    )
  // two chains with five kinds, two variants with four
  expect(own).toHaveLength(18)
  expect(own.filter((metric) => !written.has(metric))).toEqual([])
})

test('the dashboard shows metrics that the runtime writes', () => {
  const [dashboard] = ofType(template, 'AWS::CloudWatch::Dashboard')
  const { widgets } = JSON.parse(String(shown(dashboard?.Properties['DashboardBody']))) as {
    readonly widgets: readonly { readonly properties: { readonly metrics?: readonly (readonly unknown[])[] } }[]
  }
  const own = widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .filter(([namespace]) => namespace === 'stepchain')
    .map(([namespace, name, ...rest]) => {
      const texts = rest.filter((part) => typeof part === 'string')
      const pairs = Array.from(
        { length: texts.length / 2 },
        (_, index) => [texts[2 * index] ?? '', texts[2 * index + 1] ?? ''] as const,
      )
      return told(String(namespace), String(name), pairs)
    })
  expect(own.length).toBeGreaterThan(20)
  expect(own.filter((metric) => !written.has(metric))).toEqual([])
})

test('the filter for failures reads members that a failed request’s line has', () => {
  const [{ outcome, chain, error }] = lines as unknown as [{ outcome: string; chain: string; error: { code: string } }]
  expect({ outcome, chain, code: error.code }).toEqual({ outcome: 'failed', chain: 'faq', code: 'workflow_failed' })
})
