/** What IAM is asked for a call: which actions, on which resources. */
import { modelArns } from '../../../compiler/geographies.ts'
import { iamAction } from '../../../compiler/iam-names.ts'
import type { Access } from '../control/permissions.ts'
import { isObject, stringAt } from '../json.ts'
import { machineArn } from '../place.ts'
import type { Place } from '../place.ts'
import type { Integration } from './error-names.ts'

const PARTITION = 'aws'

const access = (action: string, ...resources: readonly string[]): Access => ({ action, resources })
/** On a resource that the call does not name: the action has to be allowed on any. */
const somewhere = (action: string): Access => ({ action, resources: null })

const inPlace = ({ region, account }: Place, service: string, rest: string) =>
  `arn:${PARTITION}:${service}:${region}:${account}:${rest}`

/** The ARN of what an argument names, where it is none itself; a substitution that nobody has filled in may stand for one. */
const named = (place: Place, service: string, prefix: string, name: string) =>
  /^arn:|^\$\{\w*Arn\}$/i.test(name) ? name : inPlace(place, service, `${prefix}${name}`)

/** A model or a profile, by its id or ARN. */
export function modelAccess(action: string, modelId: string, place: Place): Access {
  const [, profile] = /^arn:[^:]*:bedrock:.*:inference-profile\/(.+)$/.exec(modelId) ?? []
  if (modelId.startsWith('arn:') && profile === undefined) return access(action, modelId)
  const caller = { ...place, partition: PARTITION }
  const [own = '', ...models] = modelArns(profile ?? modelId, caller)
  return access(action, profile === undefined ? own : modelId, ...models)
}

export const guardrailAccess = (place: Place, id: string): readonly Access[] =>
  id === '' ? [] : [access('bedrock:ApplyGuardrail', named(place, 'bedrock', 'guardrail/', id))]

const memberOf = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)
const textOf = (value: unknown, ...path: readonly string[]): string => {
  const found = memberOf(value, ...path)
  return typeof found === 'string' ? found : ''
}

/** `s3://bucket/key` anywhere in a request: Bedrock reads it in the caller's name. */
function filesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(filesIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, one]) => (key === 'Uri' && typeof one === 'string' ? [one] : filesIn(one)))
}
const objectArn = (uri: string) => uri.replace(/^s3:\/\//, `arn:${PARTITION}:s3:::`)

/** The secret that EventBridge keeps a connection's credentials in. */
function connectionSecret(place: Place, connection: string): string {
  const [, name = connection] = /:connection\/([^/]+)/.exec(connection) ?? []
  return inPlace(place, 'secretsmanager', `secret:events!connection/${name}/00000000-0000-4000-8000-000000000000`)
}

/** What Athena reads in the caller's name: the table's description in the data catalogue, and its data, whose bucket only that knows. */
function queryAccess(given: unknown, place: Place): readonly Access[] {
  const database = textOf(given, 'QueryExecutionContext', 'Database')
  const [, table = ''] = /\bFROM\s+"?(\w+)"?/i.exec(stringAt(given, 'QueryString')) ?? []
  const catalogue = ['catalog', `database/${database}`].map((rest) => inPlace(place, 'glue', rest))
  return database === ''
    ? []
    : [
        access('glue:GetDatabase', ...catalogue),
        access('glue:GetTable', ...catalogue, inPlace(place, 'glue', `table/${database}/${table}`)),
        ...['s3:GetBucketLocation', 's3:ListBucket', 's3:GetObject'].map(somewhere),
      ]
}

type Call = (given: unknown, place: Place, machine: string, resource: string) => readonly Access[]

const model: Call = (given, place) => [
  modelAccess('bedrock:InvokeModel', stringAt(given, 'ModelId'), place),
  ...guardrailAccess(place, textOf(given, 'GuardrailConfig', 'GuardrailIdentifier') || stringAt(given, 'GuardrailIdentifier')),
  ...filesIn(memberOf(given, 'Messages')).map((uri) => access('s3:GetObject', objectArn(uri))),
]
const start =
  (action: string): Call =>
  (given, place) => [access(action, named(place, 'states', 'stateMachine:', stringAt(given, 'StateMachineArn')))]
const athena =
  (action: string, more: (given: unknown, place: Place) => readonly Access[] = () => []): Call =>
  (given, place) => {
    const group = stringAt(given, 'WorkGroup')
    // which work group a query is of is not said again
    const own = group === '' ? somewhere(action) : access(action, inPlace(place, 'athena', `workgroup/${group}`))
    return [own, ...more(given, place)]
  }

const CALLS: Readonly<Record<string, Call>> = {
  'bedrockruntime:converse': model,
  'bedrock:invokeModel': model,
  'bedrockruntime:invokeModel': model,
  'bedrockruntime:applyGuardrail': (given, place) => guardrailAccess(place, stringAt(given, 'GuardrailIdentifier')),
  'bedrockagentruntime:retrieve': (given, place) => {
    const search = memberOf(given, 'RetrievalConfiguration', 'VectorSearchConfiguration', 'RerankingConfiguration')
    const reranker = textOf(search, 'BedrockRerankingConfiguration', 'ModelConfiguration', 'ModelArn')
    return [
      access('bedrock:Retrieve', named(place, 'bedrock', 'knowledge-base/', stringAt(given, 'KnowledgeBaseId'))),
      ...(reranker === '' ? [] : [access('bedrock:Rerank', '*'), modelAccess('bedrock:InvokeModel', reranker, place)]),
      ...guardrailAccess(place, textOf(given, 'GuardrailConfiguration', 'GuardrailId')),
    ]
  },
  'lambda:invoke': (given, place) => [
    access('lambda:InvokeFunction', named(place, 'lambda', 'function:', stringAt(given, 'FunctionName'))),
  ],
  'lambda:function': (_, place, __, resource) => [access('lambda:InvokeFunction', named(place, 'lambda', 'function:', resource))],
  'http:invoke': (given, place, machine) => {
    const connection = textOf(given, 'Authentication', 'ConnectionArn')
    const secret = connectionSecret(place, connection)
    return [
      access('states:InvokeHTTPEndpoint', machineArn(place, machine)),
      access('events:RetrieveConnectionCredentials', connection),
      access('secretsmanager:DescribeSecret', secret),
      access('secretsmanager:GetSecretValue', secret),
    ]
  },
  'states:startExecution': start('states:StartExecution'),
  'sfn:startExecution': start('states:StartExecution'),
  'sfn:startSyncExecution': start('states:StartSyncExecution'),
  'athena:startQueryExecution': athena('athena:StartQueryExecution', queryAccess),
}

/** What a task's call needs, all of which has to be allowed. */
export function accessOf(
  { service, action }: Integration,
  resource: string,
  given: unknown,
  place: Place,
  machine: string,
): readonly Access[] {
  const call = CALLS[`${service}:${action}`]
  if (call) return call(given, place, machine, resource)
  const name = iamAction(service, action)
  if (service === 'dynamodb' && isObject(given) && 'TableName' in given) {
    const table = named(place, 'dynamodb', 'table/', stringAt(given, 'TableName'))
    const index = stringAt(given, 'IndexName')
    return [access(name, index === '' ? table : `${table}/index/${index}`)]
  }
  const bucket = service === 's3' ? stringAt(given, 'Bucket') : ''
  const key = stringAt(given, 'Key')
  if (bucket !== '') return [access(name, key === '' ? `arn:${PARTITION}:s3:::${bucket}` : objectArn(`s3://${bucket}/${key}`))]
  // Which resource this call is about we do not know; the action is checked all the same.
  return [somewhere(name)]
}
