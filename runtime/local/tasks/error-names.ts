/**
 * How Step Functions names the errors of the services it calls. No recorded answer of AWS settles the prefixes for Bedrock: for the
 * SDK integrations they follow the rule its documentation gives (`ServiceName.ErrorNameException`), for `bedrock:invokeModel` what public
 * state machines catch. This is the one place to change when somebody has seen them.
 */
import { TaskFailure } from '../../engine/index.ts'
import { asAwsError } from '../wire/aws-error.ts'

/** Services of `aws-sdk:` whose name is more than its first letter in upper case. */
const SDK_NAMES: Readonly<Record<string, string>> = {
  bedrockagentruntime: 'BedrockAgentRuntime',
  bedrockruntime: 'BedrockRuntime',
  dynamodb: 'DynamoDb',
  eventbridge: 'EventBridge',
  secretsmanager: 'SecretsManager',
}
/** Services with an integration of their own. */
const OPTIMIZED_NAMES: Readonly<Record<string, string>> = {
  bedrock: 'Bedrock',
  dynamodb: 'DynamoDB',
  lambda: 'Lambda',
  sns: 'SNS',
  sqs: 'SQS',
  states: 'StepFunctions',
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

export interface Integration {
  readonly sdk: boolean
  /** `bedrockruntime`, `lambda` … */
  readonly service: string
  /** `converse`, `invoke` … */
  readonly action: string
}

/** What a Resource calls: `arn:aws:states:::aws-sdk:SERVICE:ACTION` or `arn:aws:states:::SERVICE:ACTION`; a Lambda function's ARN invokes it. */
export function integrationOf(resource: string): Integration {
  const sdk = /^arn:[^:]*:states:[^:]*:[^:]*:aws-sdk:([^:]+):([^:.]+)/.exec(resource)
  if (sdk) return { sdk: true, service: sdk[1] as string, action: sdk[2] as string }
  const optimized = /^arn:[^:]*:states:[^:]*:[^:]*:([^:]+):([^:.]+)/.exec(resource)
  if (optimized) return { sdk: false, service: optimized[1] as string, action: optimized[2] as string }
  return { sdk: false, service: 'lambda', action: 'function' }
}

const serviceName = ({ sdk, service }: Integration): string =>
  (sdk ? SDK_NAMES[service] : OPTIMIZED_NAMES[service]) ?? capitalised(service)

/** A service's error as the failure of a task. */
export function taskFailure(integration: Integration, thrown: unknown, requestId: string): TaskFailure {
  if (thrown instanceof TaskFailure) return thrown
  const { error, message, status } = asAwsError(thrown)
  const name = serviceName(integration)
  const ending = error.endsWith('Exception') ? error : `${error}Exception`
  return new TaskFailure(`${name}.${ending}`, `${message} (Service: ${name}, Status Code: ${status}, Request ID: ${requestId})`)
}
