/** What this project's own chains become: machine by machine, permission by permission. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Manifest } from '../../compiler/contract.ts'
import { ROOT } from '../support/root.ts'
import { grants, ofType, pairs, shown, synthesise, target } from './synth.ts'
import type { Grant, Resource } from './synth.ts'

const generated = (file: string) => JSON.parse(readFileSync(`${ROOT}/generated/${file}`, 'utf8')) as unknown
const manifests = readdirSync(`${ROOT}/generated`)
  .filter((file) => file.endsWith('.manifest.json'))
  .sort()
  .map((file) => generated(file) as Manifest)

const { template } = synthesise(ROOT)
const machines = ofType(template, 'AWS::StepFunctions::StateMachine')
const machineOf = (chain: string) => machines.find(({ Properties }) => Properties['StateMachineName'] === `stepchain-${chain}`)
const runtime = ofType(template, 'AWS::Lambda::Function').find(
  ({ Properties }) => Properties['FunctionName'] === 'stepchain-runtime',
)

/** What the CDK lets every machine do; none of it can be narrowed. */
const MACHINES_OWN = {
  actions: [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ],
  resources: ['*'],
}

describe.each(manifests.map((manifest) => [manifest.name, manifest] as const))('the chain %s', (name, manifest) => {
  const machine = machineOf(name) as Resource & { readonly id: string }

  test('is an Express machine with the generated definition, the stack’s parameters in it, traces, and a log without data', () => {
    const { DefinitionString: definition, RoleArn: role, LoggingConfiguration: logging, ...rest } = machine.Properties
    const substitutions = Object.fromEntries(Object.keys(manifest.substitutions).map((key) => [key, { Ref: key }]))
    expect(JSON.parse(definition as string)).toEqual(generated(`${name}.asl.json`))
    expect(rest).toEqual({
      StateMachineName: `stepchain-${name}`,
      StateMachineType: 'EXPRESS',
      TracingConfiguration: { Enabled: true },
      ...(Object.keys(substitutions).length === 0 ? {} : { DefinitionSubstitutions: substitutions }),
    })
    expect({ ...(logging as object), Destinations: undefined }).toEqual({ Level: 'ALL', IncludeExecutionData: false })
    const { Destinations: destinations } = logging as {
      readonly Destinations: readonly [{ CloudWatchLogsLogGroup: { LogGroupArn: unknown } }]
    }
    const log = template.Resources[target(destinations[0].CloudWatchLogsLogGroup.LogGroupArn)]
    expect(log?.Properties).toEqual({ LogGroupName: `/aws/vendedlogs/states/stepchain-${name}`, RetentionInDays: 30 })
    expect(target(role)).not.toBe('')
  })

  test('may do what its manifest says, and deliver logs and traces', () => {
    const role = target(machine.Properties['RoleArn'])
    // what it may do to itself is by the name that it has here
    const own = manifest.iam.stateMachine.map((statement) => ({
      ...statement,
      resources: statement.resources.map((resource) => resource.replace('${AWS::StackName}-', 'stepchain-')),
    }))
    expect(grants(template, role)).toEqual(pairs([MACHINES_OWN, ...own]))
  })

  test('publishes a version with every change of its definition, and keeps the ones before', () => {
    const versions = ofType(template, 'AWS::StepFunctions::StateMachineVersion').filter(
      ({ Properties }) => target(Properties['StateMachineArn']) === machine.id,
    )
    expect(versions.map(({ id: _id, Metadata: _path, ...version }) => shown(version))).toEqual([
      {
        Type: 'AWS::StepFunctions::StateMachineVersion',
        Properties: {
          StateMachineArn: `\${${machine.id}}`,
          StateMachineRevisionId: `\${${machine.id}.StateMachineRevisionId}`,
          Description: `chain ${name} ${manifest.version}`,
        },
        UpdateReplacePolicy: 'Retain',
        DeletionPolicy: 'Delete',
      },
    ])
  })

  test('ends before the function that serves it does', () => {
    expect(runtime?.Properties['Timeout']).toBeGreaterThan(manifest.worstCase.seconds)
  })
})

test('the runtime may start the chains’ machines and call the final models, write its log and its traces, and nothing else', () => {
  const arn = (service: string, name: string) => `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${name}`
  const machine = (name: string) => arn('states', `stateMachine:stepchain-${name}`)
  const expected = pairs([
    { actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] },
    {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [arn('logs', 'log-group:/aws/lambda/stepchain-runtime:*')],
    },
    { actions: ['states:StartSyncExecution'], resources: manifests.flatMap(({ name }) => [machine(name), `${machine(name)}:*`]) },
    ...manifests.flatMap(({ iam }) => iam.runtime),
  ])
  expect(grants(template, target(runtime?.Properties['Role']))).toEqual([...new Set(expected)])
})

test('no permission names its resources or actions by a pattern without a reason in the template', () => {
  const unreasoned = Object.entries(template.Resources).flatMap(([id, { Type, Properties, Metadata }]) => {
    const documents =
      Type === 'AWS::IAM::Role'
        ? ((Properties['Policies'] ?? []) as readonly { readonly PolicyDocument: unknown }[]).map(
            ({ PolicyDocument }) => PolicyDocument,
          )
        : [Properties['PolicyDocument'] ?? { Statement: [] }]
    const { rules_to_suppress: rules = [] } = (Metadata?.['cdk_nag'] ?? {}) as {
      readonly rules_to_suppress?: readonly { readonly id: string; readonly reason: string }[]
    }
    const patterns = documents
      .flatMap((document) => (shown(document) as { readonly Statement: readonly Grant[] }).Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource }) => [Action, Resource].flat())
      .filter((text) => text.includes('*'))
    return patterns
      .filter((text) => {
        const finding = `[Resource::${text.replaceAll(/\$\{([^}]+)\}/g, '<$1>')}]`
        return !rules.some(({ id, reason }) => id.endsWith(finding) && reason.length > 20)
      })
      .map((text) => `${id}: ${text}`)
  })
  expect(unreasoned).toEqual([])
})

test('the function is the runtime behind Lambda Web Adapter, on the newest Node and arm64, and streams to callers that IAM knows', () => {
  const { Code: _code, Environment: environment, Role: _role, ...properties } = runtime?.Properties ?? {}
  expect(shown(properties)).toEqual({
    FunctionName: 'stepchain-runtime',
    Description: 'Runs chains and streams their answers',
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: 'run.sh',
    Layers: [
      {
        'Fn::If': [
          'AdapterOfRegion',
          'arn:${AWS::Partition}:lambda:${AWS::Region}:753240598075:layer:LambdaAdapterLayerArm64:30',
          '${AdapterLayerArn}',
        ],
      },
    ],
    LoggingConfig: { LogGroup: expect.stringMatching(/^\$\{RuntimeLog/) as string },
    MemorySize: 1024,
    Timeout: expect.any(Number) as number,
    TracingConfig: { Mode: 'Active' },
  })
  const { STATE_MACHINE_ARNS: arns, ...variables } = (shown(environment) as { readonly Variables: Record<string, string> })
    .Variables
  expect(variables).toEqual({
    AUTH: 'iam',
    AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap',
    AWS_LWA_INVOKE_MODE: 'response_stream',
    AWS_LWA_PORT: '8080',
    AWS_LWA_READINESS_CHECK_PATH: '/healthz',
    METRICS_NAMESPACE: 'stepchain',
    STATEMACHINE_STATE_MACHINE_ARN: expect.stringMatching(/^\$\{RagChainVersion/) as string,
  })
  expect(Object.keys(JSON.parse(arns ?? '') as object)).toEqual(manifests.map(({ name }) => name))
  expect(ofType(template, 'AWS::Lambda::Url').map(({ Properties }) => Properties)).toEqual([
    { AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM', TargetFunctionArn: { 'Fn::GetAtt': [runtime?.id, 'Arn'] } },
  ])
})

test('every chain, and every variant of an experiment, has its alarms and its place on the dashboard', () => {
  const names = ofType(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties['AlarmName']))
  const kinds = ['Errors', 'SlowFirstByte', 'Aborts', 'Cost']
  expect(names.toSorted()).toEqual(
    manifests
      .flatMap(({ name, experiments }) => [
        ...[...kinds, 'Tokens', 'Throttles'].map((kind) => `stepchain-${name}-${kind}`),
        ...experiments.flatMap((experiment) =>
          Object.keys(experiment.weights).flatMap((variant) =>
            kinds.map((kind) => `stepchain-${name}-${experiment.name}-${variant}-${kind}`),
          ),
        ),
      ])
      .sort(),
  )
  const [dashboard] = ofType(template, 'AWS::CloudWatch::Dashboard')
  const { widgets } = JSON.parse(String(shown(dashboard?.Properties['DashboardBody']))) as {
    readonly widgets: readonly { readonly properties: { readonly title?: string; readonly markdown?: string } }[]
  }
  const titles = widgets.map(({ properties }) => properties.title ?? properties.markdown?.split('\n')[0])
  const chainTitles = ['Time', 'Failures by kind', 'Callers that left', 'Tokens', 'Cost', 'Throttles']
  const variantTitles = ['Time', 'Errors and callers that left', 'Tokens', 'Cost']
  expect(titles).toEqual(
    manifests.flatMap(({ name, experiments }) => [
      `## ${name}`,
      ...chainTitles,
      ...experiments.flatMap((experiment) =>
        Object.keys(experiment.weights).flatMap((variant) => [`### ${name}: ${experiment.name} = ${variant}`, ...variantTitles]),
      ),
    ]),
  )
})
