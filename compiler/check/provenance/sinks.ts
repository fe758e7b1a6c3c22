/** Places of a step where a text is obeyed, run, or decides what is called and whose data is meant. */
import type { Expression, Placed, ServiceTask } from '../../tree.ts'
import { itemsIn, literalText, member, members } from './member.ts'

/**
 * `instructions` of a model; a `query`, SQL or another code of a database; the `address` of an HTTP request and the `path` below
 * it; the `item` of a table; the `documents` of a knowledge base; the `callee`, what is called.
 */
export type SinkKind = 'instructions' | 'query' | 'address' | 'path' | 'item' | 'documents' | 'callee'

export interface Sink {
  readonly kind: SinkKind
  /** As the author calls it: `key`, `filter.team`. */
  readonly name: string
  readonly values: readonly Expression[]
  /** What stands beside them: where that is the verified caller's, the others can only choose among what is theirs. */
  readonly beside?: readonly Expression[]
}

export function sinksOf({ builder }: Placed): readonly Sink[] {
  switch (builder.kind) {
    case 'systemChain':
      return sink('instructions', METHODS[builder.operation], builder.prompt)
    case 'bedrockTask':
      return [
        ...sink('instructions', 'system', builder.system),
        ...sink('instructions', 'additional.system', member(builder.additional, 'system')),
      ]
    case 'task':
      return (TASKS[actionOf(builder)] ?? nowhere)(builder.arguments, builder)
    case 'parallel':
    case 'map':
    case 'loop':
    case 'choice':
    case 'value':
    case 'wait':
    case 'fail':
    case 'say':
    case 'result':
      return []
    default:
      return builder satisfies never
  }
}

const METHODS = { KEEP: 'keep', APPEND: 'append', REPLACE_TAG: 'replaceTag', REPLACE_ALL: 'replaceAll' } as const

/** `dynamodb:getItem`, by whichever integration. */
const actionOf = ({ resource }: ServiceTask) => /:::(?:aws-sdk:)?(?<action>\w+:\w+)/.exec(resource)?.groups?.['action'] ?? ''

type InTask = (given: Expression, task: ServiceTask) => readonly Sink[]

const nowhere: InTask = () => []
const together =
  (...several: readonly InTask[]): InTask =>
  (given, task) =>
    several.flatMap((one) => one(given, task))

function sink(kind: SinkKind, name: string, value: Expression | undefined, beside?: readonly Expression[]): readonly Sink[] {
  if (!value || value.kind === 'literal') return []
  return [{ kind, name, values: [value], ...(beside ? { beside } : {}) }]
}

/** Arguments that are a sink as they are. */
const named =
  (kind: SinkKind, ...names: readonly string[]): InTask =>
  (given) =>
    names.flatMap((name) => sink(kind, name, member(given, name)))

// ---------------------------------------------------------------- HTTP

/** The segments that `httpRequest` is given are encoded: they lead to no other host, but to what is below the URL. */
const request: InTask = (given) => {
  const address = member(given, 'ApiEndpoint')
  if (address?.kind !== 'call' || address.name !== 'url') return sink('address', 'url', address)
  const [base, ...segments] = address.of
  const open = segments.filter(({ kind }) => kind !== 'literal')
  const path: Sink = { kind: 'path', name: 'path', values: open, beside: open }
  return [...sink('address', 'url', base), ...(open.length > 0 ? [path] : [])]
}

// ---------------------------------------------------------------- tables

const PLACEHOLDER = /:\w+/g

/** The values that an expression of DynamoDB names; all there are where it is not written out. */
function valuesIn(given: Expression, expression: string): readonly Expression[] {
  const code = member(given, expression)
  if (!code) return []
  const values = members(member(given, 'ExpressionAttributeValues'))
  const text = literalText(code)
  if (text === undefined) return values.map(([, value]) => value)
  const wanted = new Set(text.match(PLACEHOLDER))
  return values.flatMap(([name, value]) => (name === '' || wanted.has(name) ? [value] : []))
}

/** A key, which a condition can hold to the caller's own as well. */
const key =
  (...names: readonly string[]): InTask =>
  (given) => {
    const values = names.flatMap((name) => members(member(given, name)).map(([, value]) => value))
    return items('key', values, [...values, ...valuesIn(given, 'ConditionExpression')])
  }

function items(name: string, values: readonly Expression[], beside: readonly Expression[]): readonly Sink[] {
  const open = values.filter(({ kind }) => kind !== 'literal')
  return open.length === 0 ? [] : [{ kind: 'item', name, values: open, beside }]
}

/** The whole item: its key is among what can be one, a text or a number, if its name is not known. */
const written: InTask = (given, { keyName }) => {
  const attributes = members(member(given, 'Item'))
  const canBeKey = ([name, value]: (typeof attributes)[number]) =>
    keyName === undefined
      ? !(value.kind === 'object' && ('M' in value.fields || 'L' in value.fields))
      : name === keyName || name === ''
  const values = attributes.filter(canBeKey).map(([, value]) => value)
  return items(keyName === undefined ? 'item' : `item.${keyName}`, values, [...values, ...valuesIn(given, 'ConditionExpression')])
}

const queried: InTask = (given) => {
  const values = valuesIn(given, 'KeyConditionExpression')
  return items('key', values, values)
}

const EXPRESSIONS = [
  'KeyConditionExpression',
  'FilterExpression',
  'ConditionExpression',
  'UpdateExpression',
  'ProjectionExpression',
]
const table = (one: InTask): InTask => together(one, named('query', ...EXPRESSIONS), named('callee', 'TableName'))

// ---------------------------------------------------------------- knowledge bases

/** Conditions that only what belongs to their value meets. */
const HOLDING = new Set(['EqualsValue', 'Equals', 'In', 'StartsWith', 'ListContains'])

/** Of conditions that must all hold, one on the verified caller is enough. */
function conditions(filter: Expression | undefined, beside: readonly Expression[]): readonly Sink[] {
  return members(filter).flatMap(([operator, operand]) => {
    if (operator === 'OrAll') return itemsIn(operand).flatMap((one) => conditions(one, beside))
    if (operator === 'AndAll') {
      const all = itemsIn(operand)
      const held = all.flatMap((one) =>
        members(one).flatMap(([name, condition]) => (HOLDING.has(name) ? (member(condition, 'Value') ?? []) : [])),
      )
      return all.flatMap((one) => conditions(one, [...beside, ...held]))
    }
    const value = operator === '' ? operand : member(operand, 'Value')
    const attribute = literalText(member(operand, 'Key'))
    const own = value && HOLDING.has(operator) ? [value] : []
    return sink('documents', attribute === undefined ? 'filter' : `filter.${attribute}`, value, [...beside, ...own])
  })
}

const search: InTask = (given) => conditions(member(given, 'RetrievalConfiguration', 'VectorSearchConfiguration', 'Filter'), [])

// ---------------------------------------------------------------- all of them

/** Optimized integrations, and those of the SDK where they are called otherwise. */
const TASKS: { readonly [action: string]: InTask } = {
  'http:invoke': request,
  'dynamodb:getItem': table(key('Key')),
  'dynamodb:updateItem': table(key('Key')),
  'dynamodb:deleteItem': table(key('Key')),
  'dynamodb:putItem': table(written),
  'dynamodb:query': table(queried),
  'dynamodb:scan': table(nowhere),
  'dynamodb:executeStatement': named('query', 'Statement'),
  // what is put in the place of a `?` is read as SQL, too
  'athena:startQueryExecution': named('query', 'QueryString', 'ExecutionParameters'),
  'rdsdata:executeStatement': named('query', 'Sql'),
  'rdsdata:batchExecuteStatement': named('query', 'Sql'),
  'redshiftdata:executeStatement': named('query', 'Sql'),
  'redshiftdata:batchExecuteStatement': named('query', 'Sqls'),
  'timestreamquery:query': named('query', 'QueryString'),
  'bedrockagentruntime:retrieve': together(search, named('callee', 'KnowledgeBaseId')),
  'bedrockruntime:converse': together(named('instructions', 'System'), named('callee', 'ModelId')),
  'bedrockruntime:invokeModel': together(
    (given) => sink('instructions', 'Body.system', member(given, 'Body', 'system')),
    named('callee', 'ModelId'),
  ),
  'bedrock:invokeModel': together(
    (given) => sink('instructions', 'Body.system', member(given, 'Body', 'system')),
    named('callee', 'ModelId'),
  ),
  'bedrockagentruntime:invokeAgent': named('callee', 'AgentId', 'AgentAliasId'),
  'lambda:invoke': named('callee', 'FunctionName'),
  'states:startExecution': named('callee', 'StateMachineArn'),
  'sfn:startExecution': named('callee', 'StateMachineArn'),
  'sfn:startSyncExecution': named('callee', 'StateMachineArn'),
}
