/** The permissions a chain needs, statement by statement. */
import type { Statement } from '../contract.ts'
import { DEPLOYED, modelArns } from '../geographies.ts'
import { groupBy } from '../group.ts'
import { CHAIN_NAME } from '../own-machine.ts'
import type { ChainTree, Model, Permission } from '../tree.ts'
import { placedBuilders } from '../walk.ts'

const models = (action: string, called: readonly Model[]): Permission[] =>
  called.map(({ id }) => ({ actions: [action], resources: modelArns(id, DEPLOYED) }))

/** A reason stands beside the patterns that it is for, and beside nothing else. */
function apart({ actions, resources, reason }: Permission): readonly Permission[] {
  const patterns = resources.filter((resource) => resource.includes('*'))
  const exact = resources.filter((resource) => !resource.includes('*'))
  return [
    ...(exact.length > 0 ? [{ actions, resources: exact }] : []),
    ...(patterns.length > 0 ? [{ actions, resources: patterns, ...(reason === undefined ? {} : { reason }) }] : []),
  ]
}

const sorted = (texts: readonly string[]) => [...new Set(texts)].sort()

/** One statement for each set of actions, and each reason of its own; resources in order. */
const statements = (permissions: readonly Permission[]): Statement[] =>
  [...groupBy(permissions.flatMap(apart), ({ actions, reason }) => JSON.stringify([actions, reason])).values()].map((group) => {
    const { actions, reason } = group[0] as Permission
    return {
      actions: [...actions],
      resources: sorted(group.flatMap(({ resources }) => resources)),
      ...(reason === undefined ? {} : { reason }),
    }
  })

/** What the state machine may do. */
export function stateMachineStatements(tree: ChainTree): Statement[] {
  const builders = placedBuilders(tree).map((visit) => visit.placed.builder)
  const called = builders.flatMap((builder) => (builder.kind === 'bedrockTask' ? [builder.model, ...builder.fallback] : []))
  const others = builders.flatMap((builder) => ('permissions' in builder ? builder.permissions : []))
  return statements([...models('bedrock:InvokeModel', called), ...others]).map((statement) => ({
    ...statement,
    resources: statement.resources.map((resource) => resource.replaceAll(CHAIN_NAME, tree.name)),
  }))
}

/** What the runtime may do beyond starting the workflow, whose versions and aliases only the deployment knows. */
export function runtimeStatements(tree: ChainTree): Statement[] {
  const { answer } = tree
  // a chain that says everything itself needs no final model
  if (!answer || !placedBuilders(tree).some(({ placed }) => placed.builder.kind === 'systemChain')) return []
  const { model, guardrail, allow } = answer
  return statements([
    ...models('bedrock:InvokeModelWithResponseStream', [model, ...(allow.models ?? [])]),
    ...(guardrail
      ? [
          {
            actions: ['bedrock:ApplyGuardrail'],
            resources: [`arn:${DEPLOYED.partition}:bedrock:${DEPLOYED.region}:${DEPLOYED.account}:guardrail/\${${guardrail.id}}`],
          },
        ]
      : []),
  ])
}
