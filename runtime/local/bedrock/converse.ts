/** Bedrock's Converse API: its request as a request to a model, and an answer as its response and its stream's events. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { isObject, stringAt } from '../json.ts'
import { validationException } from '../wire/aws-error.ts'
import { checker } from '../wire/check.ts'
import { schemaProblem } from '../model/schema.ts'
import type { Block, ModelEvent, ModelRequest, StopReason, Tool, Turn, Usage, WholeAnswer } from '../model/model.ts'

const Content = Type.Record(Type.String(), Type.Unknown())
const Messages = Type.Array(Type.Object({ role: Type.Enum(['user', 'assistant']), content: Type.Array(Content) }))

/** The members the stand-in reads; others are taken as they come. */
const ConverseRequest = Type.Object({
  messages: Type.Optional(Messages),
  system: Type.Optional(Type.Array(Content)),
  inferenceConfig: Type.Optional(
    Type.Object({
      maxTokens: Type.Optional(Type.Integer({ minimum: 1 })),
      temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      topP: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      stopSequences: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 2500 })),
    }),
  ),
  toolConfig: Type.Optional(
    Type.Object({
      tools: Type.Array(Content, { minItems: 1 }),
      toolChoice: Type.Optional(
        Type.Object({
          auto: Type.Optional(Type.Object({})),
          any: Type.Optional(Type.Object({})),
          tool: Type.Optional(Type.Object({ name: Type.String() })),
        }),
      ),
    }),
  ),
  outputConfig: Type.Optional(
    Type.Object({
      textFormat: Type.Optional(
        Type.Object({
          type: Type.Enum(['json_schema']),
          structure: Type.Object({
            jsonSchema: Type.Optional(Type.Object({ schema: Type.String(), name: Type.Optional(Type.String()) })),
          }),
        }),
      ),
    }),
  ),
})

const checkRequest = checker(ConverseRequest)

/** The texts of a list of content blocks. */
const textsOf = (content: unknown): string =>
  Array.isArray(content)
    ? content
        .map(
          (block: unknown) =>
            stringAt(block, 'text') || (isObject(block) && 'json' in block ? JSON.stringify(block['json']) : ''),
        )
        .join('\n')
    : ''

/** The text of a document; empty for a format that is no text. */
function documentText(document: Readonly<Record<string, unknown>>): string {
  const { source, format } = document
  if (!isObject(source)) return ''
  if (typeof source['text'] === 'string') return source['text']
  if (Array.isArray(source['content'])) return textsOf(source['content'])
  const readable = ['txt', 'md', 'csv', 'html'].includes(String(format))
  return typeof source['bytes'] === 'string' && readable ? Buffer.from(source['bytes'], 'base64').toString('utf8') : ''
}

function blockOf(content: Readonly<Record<string, unknown>>, where: string): Block {
  if (typeof content['text'] === 'string') {
    if (content['text'].trim() === '')
      throw validationException(
        `The text field in the ContentBlock object at ${where} is blank. Add text to the text field, and try again.`,
      )
    return { kind: 'text', text: content['text'] }
  }
  const { document, toolUse, toolResult, searchResult } = content
  if (isObject(document)) return { kind: 'document', name: stringAt(document, 'name'), text: documentText(document) }
  if (isObject(searchResult))
    return { kind: 'document', name: stringAt(searchResult, 'title'), text: textsOf(searchResult['content']) }
  if (isObject(toolUse))
    return { kind: 'tool-call', id: stringAt(toolUse, 'toolUseId'), name: stringAt(toolUse, 'name'), input: toolUse['input'] }
  if (isObject(toolResult))
    return { kind: 'tool-result', id: stringAt(toolResult, 'toolUseId'), text: textsOf(toolResult['content']) }
  if (Object.keys(content).length !== 1) {
    throw validationException(
      `The ContentBlock object at ${where} must set one key of: text, image, document, video, audio, toolUse, toolResult, guardContent, cachePoint, reasoningContent, citationsContent, searchResult.`,
    )
  }
  // Pictures, cache points and the like carry no words.
  return { kind: 'text', text: '' }
}

/** Turns as Bedrock takes them: the user starts, and the two alternate. */
function checkTurns(turns: readonly Turn[]): readonly Turn[] {
  if (turns.length === 0) throw validationException('messages: at least one message is required')
  if (turns[0]?.role !== 'user') {
    throw validationException(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    )
  }
  for (const [index, turn] of turns.entries()) {
    if (index > 0 && turn.role === turns[index - 1]?.role) {
      throw validationException(
        'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.',
      )
    }
  }
  return turns
}

function parseSchema(text: string, where: string): unknown {
  let schema: unknown
  try {
    schema = JSON.parse(text)
  } catch (error) {
    throw validationException(`${where} is not JSON: ${(error as Error).message}`)
  }
  const problem = schemaProblem(schema)
  if (problem !== undefined) throw validationException(`${where} is not a valid JSON Schema: ${problem}`)
  return schema
}

type ToolConfig = NonNullable<Static<typeof ConverseRequest>['toolConfig']>

function toolsOf(config: ToolConfig | undefined): { tools: readonly Tool[]; toolChoice: ModelRequest['toolChoice'] } {
  const tools = (config?.tools ?? []).flatMap(({ toolSpec }, index) => {
    if (!isObject(toolSpec)) return []
    const input = isObject(toolSpec['inputSchema']) ? toolSpec['inputSchema']['json'] : undefined
    const problem = schemaProblem(input)
    if (problem !== undefined)
      throw validationException(`The value at toolConfig.tools.${index}.toolSpec.inputSchema.json is invalid: ${problem}`)
    return [{ name: stringAt(toolSpec, 'name'), description: stringAt(toolSpec, 'description'), schema: input }]
  })
  const choice = config?.toolChoice
  const name = choice?.tool?.name
  if (name !== undefined && !tools.some((tool) => tool.name === name)) {
    throw validationException(`The tool "${name}" of toolConfig.toolChoice is not one of toolConfig.tools.`)
  }
  return { tools, toolChoice: name === undefined ? (choice?.any ? 'any' : 'auto') : { name } }
}

/** `body` is the request as the wire has it, in camelCase. Throws ValidationException as Bedrock does. */
export function fromConverse(modelId: string, body: unknown): ModelRequest {
  const request = checkRequest(body)
  const turns = (request.messages ?? []).map(({ role, content }, index) => {
    if (content.length === 0)
      throw validationException(
        `The content field in the Message object at messages.${index} is empty. Add a ContentBlock object to the content field and try again.`,
      )
    return { role, blocks: content.map((block, at) => blockOf(block, `messages.${index}.content.${at}`)) }
  })
  const { maxTokens, temperature, topP, stopSequences = [] } = request.inferenceConfig ?? {}
  const schemaText = request.outputConfig?.textFormat?.structure.jsonSchema?.schema
  return {
    modelId,
    system: textsOf(request.system),
    turns: checkTurns(turns),
    stopSequences,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(schemaText === undefined
      ? {}
      : { schema: parseSchema(schemaText, 'outputConfig.textFormat.structure.jsonSchema.schema') }),
    ...toolsOf(request.toolConfig),
  }
}

const usageOf = ({ inputTokens, outputTokens }: Usage) => ({ inputTokens, outputTokens, totalTokens: inputTokens + outputTokens })

export function toConverse(answer: WholeAnswer, latencyMs: number): unknown {
  const text = answer.text === '' && answer.toolCalls.length > 0 ? [] : [{ text: answer.text }]
  const calls = answer.toolCalls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input } }))
  return {
    output: { message: { role: 'assistant', content: [...text, ...calls] } },
    stopReason: answer.stopReason satisfies StopReason,
    usage: usageOf(answer.usage),
    metrics: { latencyMs },
  }
}

export interface StreamEvent {
  readonly type: string
  readonly payload: unknown
  /** True where it carries a piece of the answer: what faults count. */
  readonly delta?: true
}

/** The events of ConverseStream. Blocks of text come without a contentBlockStart, as Bedrock sends them. */
export async function* toConverseStream(events: AsyncIterable<ModelEvent>, elapsed: () => number): AsyncGenerator<StreamEvent> {
  yield { type: 'messageStart', payload: { role: 'assistant' } }
  let contentBlockIndex = 0
  let open = false
  for await (const event of events) {
    switch (event.kind) {
      case 'text':
        open = true
        yield { type: 'contentBlockDelta', payload: { contentBlockIndex, delta: { text: event.text } }, delta: true }
        break
      case 'tool-call':
        if (open) yield { type: 'contentBlockStop', payload: { contentBlockIndex: contentBlockIndex++ } }
        open = true
        yield {
          type: 'contentBlockStart',
          payload: { contentBlockIndex, start: { toolUse: { toolUseId: event.id, name: event.name } } },
        }
        break
      case 'tool-input':
        yield {
          type: 'contentBlockDelta',
          payload: { contentBlockIndex, delta: { toolUse: { input: event.json } } },
          delta: true,
        }
        break
      case 'end':
        if (open) yield { type: 'contentBlockStop', payload: { contentBlockIndex } }
        yield { type: 'messageStop', payload: { stopReason: event.stopReason } }
        yield { type: 'metadata', payload: { usage: usageOf(event.usage), metrics: { latencyMs: elapsed() } } }
        break
      default:
        event satisfies never
    }
  }
}
