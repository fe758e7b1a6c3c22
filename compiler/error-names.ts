/**
 * The names under which Step Functions reports the errors of services that are worth another try, in every spelling: AWS documents
 * the prefixes inconsistently, an unknown name in a retrier is harmless, and here is the one place to change when somebody has seen more.
 */

const spelled = (prefixes: readonly string[], names: readonly string[]): readonly string[] =>
  names.flatMap((name) => prefixes.map((prefix) => `${prefix}${name}`))

/** The naming rule of SDK integrations gives `BedrockRuntime.`; the optimized integration is seen with `Bedrock.` and without any. */
const BEDROCK = ['', 'Bedrock.', 'BedrockRuntime.'] as const

/** A model that is throttled, not there yet, or fails on the service's side. */
export const TRANSIENT_MODEL_ERRORS = [
  ...spelled(BEDROCK, [
    'ThrottlingException',
    'ModelNotReadyException',
    'ServiceUnavailableException',
    'InternalServerException',
    'ModelTimeoutException',
  ]),
  'BedrockRuntime.SdkClientException',
] as const

/** A request that the model refuses as it is, such as a schema with a keyword its grammar does not know. */
export const REFUSED_REQUESTS = spelled(BEDROCK, ['ValidationException'])

const THROTTLED = ['ThrottlingException', 'TooManyRequestsException', 'ServiceUnavailableException']
const FAULTS = ['InternalServerException', 'InternalServerErrorException', 'SdkClientException']

/** Errors of a knowledge base; what it depends on may be throttled as well. */
export const TRANSIENT_RETRIEVE_ERRORS = spelled(
  ['BedrockAgentRuntime.'],
  [
    'ThrottlingException',
    'InternalServerException',
    'BadGatewayException',
    'DependencyFailedException',
    'ServiceUnavailableException',
    'SdkClientException',
  ],
)

/** Faults of Lambda itself: an error that the function throws has the function's own name and is not retried. */
export const TRANSIENT_LAMBDA_ERRORS = spelled(
  ['Lambda.'],
  ['ServiceException', 'AWSLambdaException', 'SdkClientException', 'TooManyRequestsException', 'ClientExecutionTimeoutException'],
)

/** The optimized integration says `DynamoDB.`, the SDK's `DynamoDb.`. */
export const TRANSIENT_DYNAMODB_ERRORS = spelled(
  ['DynamoDB.', 'DynamoDb.'],
  [
    'ProvisionedThroughputExceededException',
    'RequestLimitExceededException',
    'TransactionConflictException',
    ...THROTTLED.slice(0, 1),
    ...FAULTS.slice(1),
  ],
)

/** HTTP statuses that may be gone the next time, and a connection that broke. */
export const TRANSIENT_HTTP_ERRORS = [
  ...[408, 429, 500, 502, 503, 504].map((status) => `States.Http.StatusCode.${status}`),
  'States.Http.Socket',
] as const

export const TRANSIENT_STEP_FUNCTIONS_ERRORS = spelled(
  ['StepFunctions.', 'Sfn.'],
  ['ExecutionLimitExceededException', 'ThrottlingException', ...FAULTS],
)

/** The error of a task whose model has given no answer of the schema, repairs included. */
export const INVALID_ANSWER = 'InvalidAnswer'

/** All that are named here. */
export const KNOWN_ERRORS: ReadonlySet<string> = new Set([
  ...TRANSIENT_MODEL_ERRORS,
  ...REFUSED_REQUESTS,
  ...TRANSIENT_RETRIEVE_ERRORS,
  ...TRANSIENT_LAMBDA_ERRORS,
  ...TRANSIENT_DYNAMODB_ERRORS,
  ...TRANSIENT_STEP_FUNCTIONS_ERRORS,
])

/** Those of any service called through the SDK integration, by what it is called in `aws-sdk:SERVICE:action`. */
export const transientSdkErrors = (service: string): readonly string[] =>
  spelled([`${SDK_NAMES[service] ?? capitalised(service)}.`], [...THROTTLED, ...FAULTS])

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** Services whose name in errors is more than its first letter in upper case. */
const SDK_NAMES: Readonly<Record<string, string>> = {
  bedrockagent: 'BedrockAgent',
  bedrockagentruntime: 'BedrockAgentRuntime',
  bedrockruntime: 'BedrockRuntime',
  cloudwatch: 'CloudWatch',
  cloudwatchlogs: 'CloudWatchLogs',
  dynamodb: 'DynamoDb',
  eventbridge: 'EventBridge',
  rdsdata: 'RdsData',
  s3vectors: 'S3Vectors',
  secretsmanager: 'SecretsManager',
  sesv2: 'SesV2',
}
