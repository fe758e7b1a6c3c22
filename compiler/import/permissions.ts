/** The permissions that somebody's state machine needs: one statement for each action, with its resources. */
import type { Statement } from '../contract.ts'
import { DEPLOYED, modelArns } from '../geographies.ts'
import { groupBy } from '../group.ts'
import { iamAction } from '../iam-names.ts'
import type { Finding } from './findings.ts'
import { widePermission } from './findings.ts'
import { calledBy, writtenArgument } from './tasks.ts'
import { modelNamed } from './models.ts'
import type { StateView } from '../validate/machine.ts'

const HERE = 'arn:${AWS::Partition}'
const ACCOUNT = '${AWS::Region}:${AWS::AccountId}'
const own = (service: string, rest: string) => `${HERE}:${service}:${ACCOUNT}:${rest}`

interface Need {
  readonly action: string
  readonly resources: readonly string[]
  /** Why a resource is `*`. */
  readonly reason?: string
}

/** The argument that names what is called, and the ARN of what it names. */
interface Naming {
  readonly argument: string
  readonly arn: (name: string) => string
}
const named = (argument: string, service: string, prefix: string): Naming => ({
  argument,
  arn: (name) => own(service, `${prefix}${name}`),
})
const NAMINGS: Readonly<Record<string, Naming>> = {
  lambda: named('FunctionName', 'lambda', 'function:'),
  dynamodb: named('TableName', 'dynamodb', 'table/'),
  states: named('StateMachineArn', 'states', 'stateMachine:'),
  sfn: named('StateMachineArn', 'states', 'stateMachine:'),
  sns: named('TopicArn', 'sns', ''),
  bedrockagentruntime: named('KnowledgeBaseId', 'bedrock', 'knowledge-base/'),
  s3: { argument: 'Bucket', arn: (name) => `${HERE}:s3:::${name}/*` },
  secretsmanager: named('SecretId', 'secretsmanager', 'secret:'),
}

/** The model, and what the inference profile it is called through may send to. */
function modelResources(modelId: string): readonly string[] | undefined {
  if (modelId.startsWith('arn:') && !modelId.includes(':inference-profile/')) return [modelId]
  const model = modelNamed(modelId)
  if (!model) return undefined
  const arns = modelArns(model.profile === undefined ? model.foundation : `${model.profile}.${model.foundation}`, DEPLOYED)
  return modelId.startsWith('arn:') ? [modelId, ...arns.slice(1)] : arns
}

function needsOf(state: StateView): readonly Need[] {
  const called = calledBy(state)
  if (called === 'function') return [{ action: 'lambda:InvokeFunction', resources: [String(state.fields['Resource'])] }]
  if (!called.includes(':')) return []
  const [service = '', verb = ''] = called.replace(/^aws-sdk:/, '').split(':')
  const action = iamAction(service, verb)
  if (action === 'bedrock:InvokeModel') {
    const written = writtenArgument(state, 'ModelId')
    const resources = written === undefined ? undefined : modelResources(written)
    return [
      resources ? { action, resources } : { action, resources: ['*'], reason: 'which model is asked is known only when it runs' },
    ]
  }
  if (action === 'states:InvokeHTTPEndpoint') {
    return [
      { action, resources: [own('states', 'stateMachine:*')], reason: 'what it is called is known only when it is deployed' },
    ]
  }
  const naming = NAMINGS[service]
  if (!naming) return [{ action, resources: ['*'], reason: `which resources ${called} works on is not known here` }]
  const written = writtenArgument(state, naming.argument)
  if (written === undefined) return [{ action, resources: ['*'], reason: `${naming.argument} is known only when it runs` }]
  return [{ action, resources: [written.startsWith('arn:') || /^\$\{.*Arn\}$/.test(written) ? written : naming.arn(written)] }]
}

/** All statements, with the reason where a resource has to be `*`. */
export function permissionsOf(states: readonly StateView[]): readonly Statement[] {
  const needs = states.filter(({ type }) => type === 'Task').flatMap(needsOf)
  return [...groupBy(needs, ({ action, reason }) => `${action} ${reason}`).values()].map((group) => {
    const { action, reason } = group[0] as Need
    const resources = [...new Set(group.flatMap((one) => one.resources))].sort()
    return { actions: [action], resources, ...(reason === undefined ? {} : { reason }) }
  })
}

/** The permissions that no resource bounds. */
export const widePermissions = (states: readonly StateView[]): readonly Finding[] =>
  states
    .filter(({ type }) => type === 'Task')
    .flatMap((state) =>
      needsOf(state).flatMap(({ action, resources, reason }) =>
        resources.includes('*') && reason !== undefined
          ? [widePermission({ state, location: state.location }, action, reason)]
          : [],
      ),
    )
