/** The runtime as a function: the built bundle behind Lambda Web Adapter, which streams what it answers. */
import { Aws, CfnCondition, CfnParameter, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LayerVersion,
  Runtime as LambdaRuntime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { functionSeconds } from '../compiler/contract.ts'
import type { Manifest, Statement } from '../compiler/contract.ts'
import { OptionsError } from './options.ts'
import { allowPattern, arn, merged, permit } from './permissions.ts'

export interface RuntimeProps {
  /** Folder with `server.mjs` and `run.sh`. */
  readonly folder: string
  readonly functionName: string
  readonly manifests: readonly Manifest[]
  readonly environment: Readonly<Record<string, string>>
  /** What it may do beside the manifests' statements. */
  readonly statements: readonly Statement[]
  readonly retentionDays: RetentionDays
}

export class Runtime extends Construct {
  readonly function: LambdaFunction
  readonly log: LogGroup
  readonly timeoutSeconds: number

  constructor(scope: Construct, id: string, props: RuntimeProps) {
    super(scope, id)
    const { folder, functionName, manifests, environment, statements } = props
    if (!existsSync(join(folder, 'run.sh'))) throw new OptionsError('dist/runtime/ holds no runtime: run npm run build first.')
    this.timeoutSeconds = functionSeconds(manifests)
    this.log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'What the runtime may do',
    })
    const permissions = permit(this, 'Permissions', role, [
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], ...logStreams(functionName) },
      ...merged([...statements, ...manifests.flatMap(({ iam }) => iam.runtime)]),
    ])
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: 'Runs chains and streams their answers',
      runtime: LambdaRuntime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(folder),
      handler: 'run.sh',
      layers: [LayerVersion.fromLayerVersionArn(this, 'Adapter', adapterLayer(this))],
      memorySize: 1024,
      timeout: Duration.seconds(this.timeoutSeconds),
      role,
      tracing: Tracing.ACTIVE,
      logGroup: this.log,
      environment: {
        AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap',
        AWS_LWA_INVOKE_MODE: 'response_stream',
        AWS_LWA_PORT: '8080',
        AWS_LWA_READINESS_CHECK_PATH: '/healthz',
        ...environment,
      },
    })
    // The CDK gives the role what X-Ray needs.
    allowPattern(role, '*', "X-Ray's actions have no resource level.")
    this.function.node.addDependency(permissions)
  }
}

const logStreams = (functionName: string) => ({
  resources: [arn('logs', `log-group:/aws/lambda/${functionName}:*`)],
  reason: 'A log stream is named by the instance of the function that writes it.',
})

/** Version 1.1.0 of the adapter, which is published in every region. */
const ADAPTER = '753240598075:layer:LambdaAdapterLayerArm64:30'
const ADAPTER_DEFAULT = `arn:aws:lambda:us-east-1:${ADAPTER}`

/** The ARN of the parameter; its default stands for the same layer in the stack's own region. */
function adapterLayer(scope: Construct): string {
  const parameter = new CfnParameter(scope, 'AdapterLayerArn', {
    type: 'String',
    default: ADAPTER_DEFAULT,
    description: 'ARN of the layer of Lambda Web Adapter for arm64. The default is the public layer, in whatever region this is.',
    allowedPattern: '^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]+:[0-9]+$',
  })
  parameter.overrideLogicalId('AdapterLayerArn')
  const isDefault = new CfnCondition(scope, 'AdapterOfRegion', {
    expression: Fn.conditionEquals(parameter.valueAsString, ADAPTER_DEFAULT),
  })
  isDefault.overrideLogicalId('AdapterOfRegion')
  const ofRegion = `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${ADAPTER}`
  return Fn.conditionIf(isDefault.logicalId, ofRegion, parameter.valueAsString).toString()
}
