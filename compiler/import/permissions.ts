/** The permissions that somebody's state machine needs: one statement for each action, with its resources. */
import type { Statement } from '../contract.ts'
import { groupBy } from '../group.ts'
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

/** IAM names of actions that are not `service:Action`. */
const ACTIONS: Readonly<Record<string, string>> = {
  'lambda:invoke': 'lambda:InvokeFunction',
  'http:invoke': 'states:InvokeHTTPEndpoint',
  'aws-sdk:bedrockruntime:converse': 'bedrock:InvokeModel',
}
/** Services that IAM knows by another name. */
const IAM_NAMES: Readonly<Record<string, string>> = {
  bedrockagent: 'bedrock',
  bedrockagentruntime: 'bedrock',
  bedrockruntime: 'bedrock',
  cloudwatchlogs: 'logs',
  eventbridge: 'events',
  sfn: 'states',
  sesv2: 'ses',
}

/** The model, and the inference profile it is called through. */
function modelResources(modelId: string): readonly string[] | undefined {
  if (modelId.startsWith('arn:') && !modelId.includes(':inference-profile/')) return [modelId]
  const model = modelNamed(modelId)
  if (!model) return undefined
  if (model.profile === undefined) return [`${HERE}:bedrock:\${AWS::Region}::foundation-model/${model.foundation}`]
  const profile = modelId.startsWith('arn:') ? modelId : own('bedrock', `inference-profile/${modelId}`)
  return [profile, `${HERE}:bedrock:*::foundation-model/${model.foundation}`]
}

function needsOf(state: StateView): readonly Need[] {
  const called = calledBy(state)
  if (called === 'function') return [{ action: 'lambda:InvokeFunction', resources: [String(state.fields['Resource'])] }]
  if (!called.includes(':')) return []
  const [service = '', verb = ''] = called.replace(/^aws-sdk:/, '').split(':')
  const action = ACTIONS[called] ?? `${IAM_NAMES[service] ?? service}:${verb.charAt(0).toUpperCase()}${verb.slice(1)}`
  if (action === 'bedrock:InvokeModel') {
    const written = writtenArgument(state, 'ModelId')
    const resources = written === undefined ? undefined : modelResources(written)
    return [
      resources ? { action, resources } : { action, resources: ['*'], reason: 'which model is asked is known only when it runs' },
    ]
  }
  if (action === 'states:InvokeHTTPEndpoint') {
    return [{ action, resources: [own('states', 'stateMachine:*')] }]
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
    const profile = resources.some((one) => one.includes(':*::'))
      ? 'an inference profile routes to any region of its geography'
      : undefined
    const why = reason ?? profile
    return { actions: [action], resources, ...(why === undefined ? {} : { reason: why }) }
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
