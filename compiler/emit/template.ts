/**
 * `template.yaml`: the chains for users of SAM, with the definitions beside it, the permissions of the manifests, and the
 * runtime that streams their answers. The CDK app of `infra/` deploys more (versions, alarms, other front doors).
 */
import { Document, Scalar, isScalar, visit } from 'yaml'
import type { Node, YAMLMap } from 'yaml'
import { functionSeconds, runtimeVariables } from '../contract.ts'
import type { Manifest, Statement } from '../contract.ts'

/** CloudFormation's short forms are texts with a tag. */
const SUB = '!Sub'
const REF = '!Ref'
class Tagged {
  readonly tag: string
  readonly text: string
  constructor(tag: string, text: string) {
    this.tag = tag
    this.text = text
  }
}
/** YAML 1.1 takes a date for one unless it is quoted. */
const quoted = (text: string) => new Tagged('', text)
const sub = (text: string) => (text.includes('${') ? new Tagged(SUB, text) : text)
const ref = (name: string) => new Tagged(REF, name)

const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
const chainId = ({ name }: Manifest) => `${pascal(name)}Chain`
const logId = ({ name }: Manifest) => `${pascal(name)}Log`

/** A member of this name becomes a comment before the map it is in. */
const COMMENT = '# '

const statement = ({
  actions,
  resources,
  reason,
}: Omit<Statement, 'resources'> & { readonly resources: readonly unknown[] }) => ({
  ...(reason === undefined ? {} : { [COMMENT]: reason }),
  Effect: 'Allow',
  Action: [...actions],
  Resource: resources.map((resource) => (typeof resource === 'string' ? sub(resource) : resource)),
})
const policy = (statements: readonly Parameters<typeof statement>[0][]) => [
  { Version: quoted('2012-10-17'), Statement: statements.map(statement) },
]

/** What every machine with a log needs. */
const LOG_DELIVERY = {
  actions: [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ],
  resources: ['*'],
  reason: 'Log delivery has no resource level.',
}

const RETENTION_DAYS = 30

const chainResources = (manifest: Manifest) => ({
  [chainId(manifest)]: {
    Type: 'AWS::Serverless::StateMachine',
    Properties: {
      Name: sub(`\${AWS::StackName}-${manifest.name}`),
      Type: 'EXPRESS',
      DefinitionUri: `${manifest.name}.asl.json`,
      ...(Object.keys(manifest.substitutions).length === 0
        ? {}
        : { DefinitionSubstitutions: Object.fromEntries(Object.keys(manifest.substitutions).map((name) => [name, ref(name)])) }),
      Policies: policy([...manifest.iam.stateMachine, LOG_DELIVERY]),
      Tracing: { Enabled: true },
      Logging: {
        Level: 'ALL',
        // Prompts and answers are personal data.
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: new Tagged('!GetAtt', `${logId(manifest)}.Arn`) } }],
      },
    },
  },
  [logId(manifest)]: {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: {
      LogGroupName: sub(`/aws/vendedlogs/states/\${AWS::StackName}-${manifest.name}`),
      RetentionInDays: RETENTION_DAYS,
    },
  },
})

const ADAPTER = '753240598075:layer:LambdaAdapterLayerArm64:30'

const runtime = (manifests: readonly Manifest[]) => ({
  Runtime: {
    Type: 'AWS::Serverless::Function',
    Properties: {
      Description: 'Runs chains and streams their answers',
      CodeUri: '../dist/runtime',
      Handler: 'run.sh',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: functionSeconds(manifests),
      Tracing: 'Active',
      Layers: [sub(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:${ADAPTER}`)],
      FunctionUrlConfig: { AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM' },
      Environment: {
        Variables: {
          AUTH: 'iam',
          AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap',
          AWS_LWA_INVOKE_MODE: 'response_stream',
          AWS_LWA_PORT: '8080',
          AWS_LWA_READINESS_CHECK_PATH: '/healthz',
          STATE_MACHINE_ARNS: sub(JSON.stringify(Object.fromEntries(manifests.map((one) => [one.name, `\${${chainId(one)}}`])))),
          ...Object.fromEntries(runtimeVariables(manifests).map((name) => [name, ref(name)])),
        },
      },
      Policies: policy([
        { actions: ['states:StartSyncExecution'], resources: manifests.map((one) => ref(chainId(one))) },
        ...once(manifests.flatMap(({ iam }) => iam.runtime)),
      ]),
    },
  },
})

const once = (statements: readonly Statement[]): readonly Statement[] => [
  ...new Map(statements.map((one) => [JSON.stringify(one), one])).values(),
]

const parameters = (manifests: readonly Manifest[]) =>
  Object.fromEntries(
    manifests
      .flatMap(({ substitutions }) => Object.entries(substitutions))
      .map(([name, { description }]) => [name, { Type: 'String', ...(description === '' ? {} : { Description: description }) }]),
  )

/** The text of the template for these chains. */
export function samTemplate(manifests: readonly Manifest[]): string {
  const asked = parameters(manifests)
  const document = new Document(
    {
      AWSTemplateFormatVersion: quoted('2010-09-09'),
      Transform: 'AWS::Serverless-2016-10-31',
      Description: 'Prompt chains on Step Functions, and the runtime that streams their answers',
      ...(Object.keys(asked).length === 0 ? {} : { Parameters: asked }),
      Resources: { ...Object.assign({}, ...manifests.map(chainResources)), ...runtime(manifests) },
      Outputs: {
        Endpoint: { Description: 'Where the chains are called', Value: new Tagged('!GetAtt', 'RuntimeUrl.FunctionUrl') },
      },
    },
    (_, value: unknown) => (value instanceof Tagged ? tagged(value) : value),
    { aliasDuplicateObjects: false },
  )
  document.commentBefore =
    ' Made by npm run compile from the chains. SAM: npm run build, then sam deploy --guided -t generated/template.yaml'
  visit(document, { Map: (_, map) => placeComment(map) })
  return document.toString({ lineWidth: 0 })
}

function tagged({ tag, text }: Tagged): Scalar {
  const scalar = new Scalar(text)
  if (tag === '') scalar.type = Scalar.QUOTE_DOUBLE
  else scalar.tag = tag
  return scalar
}

/** Turns the member that stands for a comment into one. */
function placeComment(map: YAMLMap) {
  const found = map.items.findIndex(({ key }) => isScalar(key) && key.value === COMMENT)
  if (found === -1) return
  const [pair] = map.items.splice(found, 1)
  const reason = isScalar(pair?.value) ? pair.value.value : ''
  const next = map.items[0]?.key as Node | undefined
  if (next !== undefined) next.commentBefore = ` ${String(reason)}`
}
