/** The tasks that a chain has builders for: each as code, with what its result is in the chain. */
import type { StateView } from '../validate/machine.ts'
import { catalogueEntry } from '../models/catalogue.ts'
import { conversationIn } from './marks.ts'
import { modelNamed } from './models.ts'
import { permissionsOf } from './permissions.ts'
import type { Source } from './source.ts'
import { NotImported, fieldOf, jsonOf, listOf, literalText, objectOf, quote, undescribed, unknown, valueOf } from './symbol.ts'
import type { Ref, Spread, Value } from './symbol.ts'
import { calledBy } from './tasks.ts'

/** A builder's options as code, and the result of its task as values of the step that is called `name`. */
export interface Called {
  readonly builder: string
  readonly options: readonly string[]
  readonly resultOf: (name: string) => Value
  /** What is not as it was: told above the step. */
  readonly notes: readonly string[]
}

const text = (code: string, hint: string): Ref => ({ kind: 'ref', code, type: 'string', hint })
const COUNTED = unknown('tokens are added up by the compiler, and are in bedrock_details without being asked for')
const absent = (value: Value): boolean => value.kind === 'unknown'

/** A member that may be absent. */
function optional(of: Value, name: string): Value | undefined {
  if (of.kind === 'object' && !Object.hasOwn(of.fields, name)) return undefined
  const found = fieldOf(of, name)
  return absent(found) && of.kind !== 'object' ? undefined : found
}
function known(of: Value, name: string): unknown {
  const found = optional(of, name)
  if (found === undefined) return undefined
  const json = jsonOf(found)
  if (json === undefined) throw new NotImported(`${name} is known only when it runs`)
  return json
}
/** `name: value` for a setting that is written down. */
function setting(of: Value, name: string, option: string): readonly string[] {
  const json = known(of, name)
  if (json === undefined || json === null || (Array.isArray(json) && json.length === 0)) return []
  return [`${option}: ${Array.isArray(json) ? `[${json.map((one) => quote(String(one))).join(', ')}]` : JSON.stringify(json)}`]
}

const membersOf = (value: Value): readonly string[] => (value.kind === 'object' ? Object.keys(value.fields) : [])

/** What is asked for and a builder has no option for. */
function leftOver(of: Value, understood: readonly string[]): readonly string[] {
  const others = membersOf(of).filter((name) => !understood.includes(name))
  return others.length === 0 ? [] : [`${others.join(', ')} of the request: see \`additional\``]
}

function modelCode(args: Value): { readonly code: string; readonly foundation: string } {
  const id = literalText(optional(args, 'ModelId'))
  const named = id === undefined ? undefined : modelNamed(id)
  if (!named) throw new NotImported('which model is asked is known only when it runs')
  const entry = catalogueEntry(named)
  if (!entry) throw new NotImported(`the catalogue has no ${named.foundation}: describe it with customModel, or choose another`)
  return { code: entry.code, foundation: named.foundation }
}

interface Turn {
  readonly role: string
  readonly content: Value
}

/** The messages of a request: a reference to a conversation, or what is written between and around references. */
function turnsOf(messages: Value | undefined): readonly (Turn | Spread)[] {
  if (!messages) return []
  if (messages.kind === 'unknown') throw new NotImported(messages.why)
  if (messages.kind === 'ref') return [{ kind: 'spread', of: messages }]
  if (messages.kind !== 'list') throw new NotImported('its messages are no list')
  return messages.items.map((item) => {
    if (item.kind === 'spread') return item
    if (item.kind === 'unknown') throw new NotImported(item.why)
    const role = literalText(optional(item, 'role') ?? optional(item, 'Role'))
    const content = optional(item, 'content') ?? optional(item, 'Content')
    if (role === undefined || !content) throw new NotImported('one of its messages has no role or content that is known')
    return { role, content: joinedBlocks(content) }
  })
}

/** The text of a message's content: itself, or the texts of its blocks. */
function joinedBlocks(content: Value): Value {
  if (content.kind !== 'list') return content
  const texts = content.items.map((item) =>
    item.kind === 'spread' ? undefined : (optional(item, 'text') ?? optional(item, 'Text')),
  )
  if (texts.includes(undefined)) throw new NotImported('one of its messages has something else than text')
  return texts.length === 1 ? (texts[0] as Value) : { kind: 'text', parts: texts as Value[] }
}

/** `prompt`, `messages` and `prefill` as options. */
function asked(turns: readonly (Turn | Spread)[], prefill: Value | undefined, source: Source, name: string): readonly string[] {
  const last = turns.at(-1)
  const begun = prefill ?? (last && !('kind' in last) && last.role === 'assistant' ? last.content : undefined)
  const said = begun && !prefill ? turns.slice(0, -1) : turns
  const [first] = said
  const begin = begun ? [`prefill: ${source.text(begun, `${name} start`)}`] : []
  if (said.length === 1 && first && !('kind' in first) && first.role === 'user')
    return [`prompt: ${source.text(first.content, name)}`, ...begin]
  const codes = said.map((turn) =>
    'kind' in turn
      ? turn.of.code
      : `{ role: ${quote(turn.role)}, content: ${source.text(turn.content, `${name} ${turn.role}`)} }`,
  )
  if (codes.length === 0) throw new NotImported('it asks the model nothing')
  const all = codes.length === 1 && first && 'kind' in first ? (codes[0] as string) : `[${codes.join(', ')}]`
  return [all === 'messages' ? all : `messages: ${all}`, ...begin]
}

function system(value: Value | undefined, source: Source, name: string): readonly string[] {
  if (!value || literalText(value) === '') return []
  return [`system: ${source.text(joinedBlocks(value), `${name} system`)}`]
}

// ---------------------------------------------------------------- models

function claudeBody(model: string, foundation: string, body: Value, source: Source, name: string): Called {
  const understood = ['anthropic_version', 'max_tokens', 'messages', 'system', 'stop_sequences', 'temperature', 'top_p']
  return {
    builder: 'bedrockTask',
    options: [
      "api: 'invoke'",
      `model: ${model}`,
      ...system(optional(body, 'system'), source, name),
      ...asked(turnsOf(optional(body, 'messages')), undefined, source, name),
      ...setting(body, 'max_tokens', 'maxTokens'),
      ...setting(body, 'temperature', 'temperature'),
      ...setting(body, 'top_p', 'topP'),
      ...setting(body, 'stop_sequences', 'stopSequences'),
    ],
    resultOf: (name) =>
      objectOf({
        Body: objectOf({
          content: listOf(objectOf({ type: valueOf('text'), text: text(`${name}.text`, name) })),
          model: valueOf(foundation),
          role: valueOf('assistant'),
          usage: objectOf({ input_tokens: COUNTED, output_tokens: COUNTED }),
        }),
        ContentType: valueOf('application/json'),
      }),
    notes: leftOver(body, understood),
  }
}

function llamaBody(model: string, body: Value, source: Source, name: string): Called {
  const prompt = optional(body, 'prompt')
  if (!prompt || prompt.kind === 'unknown') throw new NotImported(prompt?.kind === 'unknown' ? prompt.why : 'it has no prompt')
  const marked = conversationIn(prompt)
  const conversation = marked ?? { system: undefined, messages: [{ role: 'user', content: prompt }], prefill: undefined }
  return {
    builder: 'bedrockTask',
    options: [
      "api: 'invoke'",
      `model: ${model}`,
      ...system(conversation.system, source, name),
      ...asked(conversation.messages, conversation.prefill, source, name),
      ...setting(body, 'max_gen_len', 'maxTokens'),
      ...setting(body, 'temperature', 'temperature'),
      ...setting(body, 'top_p', 'topP'),
    ],
    resultOf: (name) =>
      objectOf({
        Body: objectOf({ generation: text(`${name}.text`, name), prompt_token_count: COUNTED, generation_token_count: COUNTED }),
        ContentType: valueOf('application/json'),
      }),
    notes: leftOver(body, ['prompt', 'max_gen_len', 'temperature', 'top_p']),
  }
}

function invokeModel(args: Value, source: Source, name: string): Called {
  const { code, foundation } = modelCode(args)
  const body = optional(args, 'Body')
  if (!body) throw new NotImported('it has no Body')
  if (foundation.startsWith('anthropic.')) return claudeBody(code, foundation, body, source, name)
  if (foundation.startsWith('meta.')) return llamaBody(code, body, source, name)
  throw new NotImported(`the body of ${foundation} is not read; bedrockTask can ask it`)
}

function converse(args: Value, source: Source, name: string): Called {
  const { code } = modelCode(args)
  const config = optional(args, 'InferenceConfig') ?? objectOf({})
  return {
    builder: 'bedrockTask',
    options: [
      `model: ${code}`,
      ...system(optional(args, 'System'), source, name),
      ...asked(turnsOf(optional(args, 'Messages')), undefined, source, name),
      ...setting(config, 'MaxTokens', 'maxTokens'),
      ...setting(config, 'Temperature', 'temperature'),
      ...setting(config, 'TopP', 'topP'),
      ...setting(config, 'StopSequences', 'stopSequences'),
    ],
    resultOf: (name) =>
      objectOf({
        Output: objectOf({
          Message: objectOf({ Role: valueOf('assistant'), Content: listOf(objectOf({ Text: text(`${name}.text`, name) })) }),
        }),
        Usage: objectOf({ InputTokens: COUNTED, OutputTokens: COUNTED, TotalTokens: COUNTED }),
      }),
    notes: leftOver(args, ['ModelId', 'Messages', 'System', 'InferenceConfig']),
  }
}

// ---------------------------------------------------------------- other services

/** The name of a substitution that holds what is written; one of ours where none is. */
function substituted(
  value: Value | undefined,
  otherwise: string,
  what: string,
  source: Source,
): { readonly code: string; readonly notes: readonly string[] } {
  const written = literalText(value)
  if (written === undefined) throw new NotImported(`${what} is known only when it runs`)
  const [, named] = /^\$\{([A-Za-z0-9]+)\}$/.exec(written) ?? []
  if (named !== undefined) return { code: source.substitution(named, what), notes: [] }
  return {
    code: source.substitution(otherwise, `${what}: it was ${written}.`),
    notes: [`${otherwise} was written down as ${written}; a deployment gives it now`],
  }
}

const PASSAGES = 'A passage is { text, source, score } here; it was { Content, Location, Score, Metadata }.'

/** A passage as the knowledge base gives it, of one as the chain has it. */
const passage = (code: string, hint: string): Value => {
  const source: Ref = { kind: 'ref', code: `${code}.source`, type: 'string', hint: 'source', optional: true }
  return objectOf({
    Content: objectOf({
      Text: { kind: 'ref', code: `${code}.text`, type: 'string', hint, optional: true },
      Type: valueOf('TEXT'),
    }),
    Score: { kind: 'ref', code: `${code}.score`, type: 'number', hint: 'score', optional: true },
    Location: objectOf({ S3Location: objectOf({ Uri: source }), WebLocation: objectOf({ Url: source }) }),
  })
}

function retrieve(args: Value, source: Source, name: string): Called {
  const base = substituted(optional(args, 'KnowledgeBaseId'), 'KnowledgeBaseId', 'Id of the knowledge base', source)
  const query = optional(optional(args, 'RetrievalQuery') ?? objectOf({}), 'Text')
  if (!query) throw new NotImported('it has no query')
  const search = optional(optional(args, 'RetrievalConfiguration') ?? objectOf({}), 'VectorSearchConfiguration') ?? objectOf({})
  return {
    builder: 'retrieve',
    options: [
      `knowledgeBase: ${base.code}`,
      `query: ${source.text(query, `${name} query`)}`,
      ...setting(search, 'NumberOfResults', 'number'),
    ],
    resultOf: (name) =>
      objectOf({
        RetrievalResults: {
          kind: 'ref',
          code: `${name}.passages`,
          type: 'list',
          hint: 'passages',
          schema: 'Type.Array(Passage)',
          item: passage,
          whole: { code: () => `${name}.passages`, remark: PASSAGES },
        },
      }),
    notes: [...base.notes, ...leftOver(search, ['NumberOfResults'])],
  }
}

function lambda(args: Value, source: Source): Called {
  const written = literalText(optional(args, 'FunctionName'))
  const isArn = written?.includes('Arn}') ?? false
  const called = substituted(
    optional(args, 'FunctionName'),
    isArn ? 'FunctionArn' : 'FunctionName',
    'The Lambda function',
    source,
  )
  const given = optional(args, 'Payload')
  return {
    builder: 'lambda',
    options: [`function: ${called.code}`, ...(given ? [`payload: ${source.value(given)}`] : []), 'result: Type.Unknown()'],
    resultOf: (name) => objectOf({ Payload: undescribed(name, name), StatusCode: valueOf(200) }),
    notes: called.notes,
  }
}

function sdkCall(state: StateView, called: string, args: Value, source: Source): Called {
  const [, service = '', action = ''] = called.split(':')
  const [{ actions, resources, reason } = { actions: [], resources: ['*'], reason: undefined }] = permissionsOf([state])
  return {
    builder: 'awsTask',
    options: [
      `service: ${quote(service)}`,
      `action: ${quote(action)}`,
      `arguments: ${source.value(args)}`,
      `actions: [${actions.map(quote).join(', ')}]`,
      `resources: [${resources.map(quote).join(', ')}]`,
      ...(reason === undefined ? [] : [`reason: ${quote(`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`)}`]),
      'result: Type.Unknown()',
    ],
    resultOf: (name) => undescribed(name, name),
    notes: reason === undefined ? [] : ['the permission is for every resource; name those that are meant'],
  }
}

/** Throws `NotImported` where there is no builder for the task, or it is called with what none takes. */
export function callOf(state: StateView, args: Value, source: Source): Called {
  const called = calledBy(state)
  switch (called) {
    case 'bedrock:invokeModel':
      return invokeModel(args, source, state.name)
    case 'aws-sdk:bedrockruntime:converse':
      return converse(args, source, state.name)
    case 'aws-sdk:bedrockagentruntime:retrieve':
      return retrieve(args, source, state.name)
    case 'lambda:invoke':
      return lambda(args, source)
    default:
      if (called.startsWith('aws-sdk:')) return sdkCall(state, called, args, source)
      throw new NotImported(`no builder is known here for ${String(state.fields['Resource'])}; compiler/README.md lists them`)
  }
}
