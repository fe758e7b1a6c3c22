/** Which IAM action on which resources a task's call needs. */
import type { Access } from '../control/permissions.ts'
import { isObject, stringAt } from '../json.ts'
import type { Place } from '../place.ts'
import type { Integration } from './error-names.ts'

/** Inference profiles of AWS start with the part of the world they serve. */
const PROFILE = /^(?:us|us-gov|eu|apac|jp|au|ca|global)\.(.+)$/

/** A profile needs permission for itself and for the model it stands for. */
function modelResources(modelId: string, { region, account }: Place): readonly (readonly string[])[] {
  if (modelId.startsWith('arn:')) {
    const profile = /:inference-profile\/(.+)$/.exec(modelId)
    const model = profile && PROFILE.exec(profile[1] as string)
    return model ? [[modelId], foundationModel(model[1] as string, region)] : [[modelId]]
  }
  const profile = PROFILE.exec(modelId)
  if (profile)
    return [[`arn:aws:bedrock:${region}:${account}:inference-profile/${modelId}`], foundationModel(profile[1] as string, region)]
  return [[`arn:aws:bedrock:${region}::foundation-model/${modelId}`]]
}

/** A global profile's model is named without a region. */
const foundationModel = (id: string, region: string) => [
  `arn:aws:bedrock:${region}::foundation-model/${id}`,
  `arn:aws:bedrock:::foundation-model/${id}`,
]

/** IAM names of actions that are not the operation's own. */
const ACTIONS: Readonly<Record<string, string>> = {
  'bedrockruntime:converse': 'bedrock:InvokeModel',
  'bedrock:invokeModel': 'bedrock:InvokeModel',
  'bedrockruntime:invokeModel': 'bedrock:InvokeModel',
  'bedrockruntime:applyGuardrail': 'bedrock:ApplyGuardrail',
  'lambda:invoke': 'lambda:InvokeFunction',
  'lambda:function': 'lambda:InvokeFunction',
  'http:invoke': 'states:InvokeHTTPEndpoint',
  'states:startExecution': 'states:StartExecution',
  'sfn:startSyncExecution': 'states:StartSyncExecution',
  'sfn:startExecution': 'states:StartExecution',
}
/** Services of `aws-sdk:` that IAM knows by another name. */
const IAM_NAMES: Readonly<Record<string, string>> = {
  bedrockruntime: 'bedrock',
  bedrockagentruntime: 'bedrock',
  sfn: 'states',
  eventbridge: 'events',
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

function resourcesOf(action: string, resource: string, given: unknown, place: Place): readonly (readonly string[])[] {
  const { region, account } = place
  const named = (service: string, type: string, name: string) => [
    [name.startsWith('arn:') ? name : `arn:aws:${service}:${region}:${account}:${type}${name}`],
  ]
  switch (action) {
    case 'bedrock:InvokeModel':
      return modelResources(stringAt(given, 'ModelId'), place)
    case 'bedrock:Retrieve':
      return named('bedrock', 'knowledge-base/', stringAt(given, 'KnowledgeBaseId'))
    case 'bedrock:ApplyGuardrail':
      return named('bedrock', 'guardrail/', stringAt(given, 'GuardrailIdentifier'))
    case 'lambda:InvokeFunction':
      return named('lambda', 'function:', stringAt(given, 'FunctionName') || resource)
    case 'states:StartExecution':
    case 'states:StartSyncExecution':
      return named('states', 'stateMachine:', stringAt(given, 'StateMachineArn'))
    default:
      return action.startsWith('dynamodb:') && isObject(given) && 'TableName' in given
        ? named('dynamodb', 'table/', stringAt(given, 'TableName'))
        : // Which resource this call is about we do not know; the action is checked all the same.
          [['*']]
  }
}

export function accessOf(integration: Integration, resource: string, given: unknown, place: Place): Access {
  const { service, action } = integration
  const name = ACTIONS[`${service}:${action}`] ?? `${IAM_NAMES[service] ?? service}:${capitalised(action)}`
  return { action: name, resources: resourcesOf(name, resource, given, place) }
}
