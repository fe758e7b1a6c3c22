/** The permissions a chain needs, statement by statement. */
import type { Statement } from '../contract.ts'
import type { ChainTree, Model } from '../tree.ts'
import { placedBuilders } from '../walk.ts'

const HERE = '${AWS::Partition}'
const REGION = '${AWS::Region}'
const ACCOUNT = '${AWS::AccountId}'

/** The model itself, and the inference profile it is called through with the regions that may route to. */
function modelResources(model: Model): readonly string[] {
  const inRegion = (region: string) => `arn:${HERE}:bedrock:${region}::foundation-model/${model.foundation}`
  if (model.profile === undefined) return [inRegion(REGION)]
  return [`arn:${HERE}:bedrock:${REGION}:${ACCOUNT}:inference-profile/${model.id}`, inRegion('*')]
}

const statement = (action: string, models: readonly Model[]): Statement[] => {
  if (models.length === 0) return []
  const resources = [...new Set(models.flatMap(modelResources))].sort()
  const reason = resources.some((resource) => resource.includes('*'))
    ? { reason: 'An inference profile routes to any region of its geography.' }
    : {}
  return [{ actions: [action], resources, ...reason }]
}

export function stateMachineStatements(tree: ChainTree): Statement[] {
  const builders = placedBuilders(tree).map((visit) => visit.placed.builder)
  const models = builders.flatMap((builder) => (builder.kind === 'bedrockTask' ? [builder.model] : []))
  const bases = builders.flatMap((builder) => (builder.kind === 'retrieve' ? [builder.knowledgeBase] : []))
  const resources = [...new Set(bases)]
    .sort()
    .map((name) => `arn:${HERE}:bedrock:${REGION}:${ACCOUNT}:knowledge-base/\${${name}}`)
  return [
    ...statement('bedrock:InvokeModel', models),
    ...(resources.length > 0 ? [{ actions: ['bedrock:Retrieve'], resources }] : []),
  ]
}

/** What the runtime needs beyond starting the workflow, whose ARN only the deployment knows. */
export const runtimeStatements = ({ answer }: ChainTree): Statement[] =>
  answer ? statement('bedrock:InvokeModelWithResponseStream', [answer.model, ...(answer.allow.models ?? [])]) : []
