/** The permissions a chain needs, statement by statement. */
import type { Statement } from '../contract.ts'
import { groupBy } from '../group.ts'
import type { ChainTree, Model, Permission } from '../tree.ts'
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

/** One statement for each permission that tasks have in common, resources in order. */
export function stateMachineStatements(tree: ChainTree): Statement[] {
  const builders = placedBuilders(tree).map((visit) => visit.placed.builder)
  const models = builders.flatMap((builder) => (builder.kind === 'bedrockTask' ? [builder.model, ...builder.fallback] : []))
  const permissions = builders.flatMap((builder) => ('permissions' in builder ? builder.permissions : []))
  const grouped = [...groupBy(permissions, ({ actions, reason }) => JSON.stringify([actions, reason])).values()].map((group) => {
    const { actions, reason } = group[0] as Permission
    const resources = [...new Set(group.flatMap((one) => one.resources))].sort()
    return { actions: [...actions], resources, ...(reason === undefined ? {} : { reason }) }
  })
  return [...statement('bedrock:InvokeModel', models), ...grouped]
}

/** What the runtime needs beyond starting the workflow, whose ARN only the deployment knows. */
export function runtimeStatements({ answer }: ChainTree): Statement[] {
  if (!answer) return []
  const { model, guardrail, allow } = answer
  return [
    ...statement('bedrock:InvokeModelWithResponseStream', [model, ...(allow.models ?? [])]),
    ...(guardrail
      ? [
          {
            actions: ['bedrock:ApplyGuardrail'],
            resources: [`arn:${HERE}:bedrock:${REGION}:${ACCOUNT}:guardrail/\${${guardrail.id}}`],
          },
        ]
      : []),
  ]
}
