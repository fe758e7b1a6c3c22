/** The optimized integrations: service, action, and the patterns it offers besides request and response. */

type Pattern = 'sync' | 'sync:2' | 'waitForTaskToken'
type Actions = Readonly<Record<string, readonly Pattern[]>>

const sync: readonly Pattern[] = ['sync']
const token: readonly Pattern[] = ['waitForTaskToken']
const both: readonly Pattern[] = ['sync', 'waitForTaskToken']

/** The same patterns for each of the actions. */
const each = (actions: string, patterns: readonly Pattern[]): Actions =>
  Object.fromEntries(actions.split(' ').map((action) => [action, patterns]))

export const OPTIMIZED: Readonly<Record<string, Actions>> = {
  apigateway: { invoke: token },
  athena: { startQueryExecution: sync, ...each('stopQueryExecution getQueryExecution getQueryResults', []) },
  batch: { submitJob: sync },
  bedrock: { invokeModel: token, createModelCustomizationJob: both },
  'bedrock-agentcore': each('invokeAgentRuntime invokeHarness', []),
  codebuild: {
    ...each('startBuild startBuildBatch retryBuildBatch', sync),
    ...each('stopBuild batchDeleteBuilds batchGetReports stopBuildBatch deleteBuildBatch', []),
  },
  databrew: { startJobRun: sync },
  dynamodb: each('getItem putItem updateItem deleteItem', []),
  ecs: { runTask: both },
  eks: {
    ...each('call', token),
    ...each('runJob', both),
    ...each('createCluster deleteCluster createFargateProfile deleteFargateProfile createNodegroup deleteNodegroup', sync),
  },
  elasticmapreduce: {
    ...each('createCluster terminateCluster addStep', sync),
    ...each('setClusterTerminationProtection cancelStep modifyInstanceFleetByName modifyInstanceGroupByName', []),
  },
  'emr-containers': { createVirtualCluster: [], ...each('deleteVirtualCluster startJobRun', sync) },
  'emr-serverless': each('createApplication startApplication stopApplication deleteApplication startJobRun cancelJobRun', sync),
  events: { putEvents: token },
  glue: { startJobRun: sync },
  http: { invoke: [] },
  lambda: { invoke: token },
  mediaconvert: { createJob: sync },
  sagemaker: {
    ...each('createHyperParameterTuningJob createLabelingJob createProcessingJob createTrainingJob createTransformJob', sync),
    ...each('createEndpoint createEndpointConfig createModel updateEndpoint', []),
  },
  sns: { publish: token },
  sqs: { sendMessage: token },
  states: { startExecution: ['sync', 'sync:2', 'waitForTaskToken'] },
}

/** Fields that Step Functions asks for when the machine is created. */
export const REQUIRED_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'bedrock:invokeModel': ['ModelId'],
  'dynamodb:getItem': ['TableName', 'Key'],
  'dynamodb:putItem': ['TableName', 'Item'],
  'ecs:runTask': ['TaskDefinition'],
  'events:putEvents': ['Entries'],
  'glue:startJobRun': ['JobName'],
  'lambda:invoke': ['FunctionName'],
  'sns:publish': ['Message'],
  'sqs:sendMessage': ['QueueUrl', 'MessageBody'],
  'states:startExecution': ['StateMachineArn'],
}
