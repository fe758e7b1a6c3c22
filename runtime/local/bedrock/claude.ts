/** Claude's Messages body. */
import { Type } from 'typebox'
import { isObject, stringAt, textOfContent } from '../json.ts'
import { validationException } from '../wire/aws-error.ts'
import { checker } from '../wire/check.ts'
import { schemaProblem } from '../model/schema.ts'
import type { Block, ModelRequest, Turn, WholeAnswer } from '../model/model.ts'
import type { Family } from './family.ts'

const Content = Type.Union([Type.String(), Type.Array(Type.Record(Type.String(), Type.Unknown()))])

const checkBody = checker(
  Type.Object({
    anthropic_version: Type.String(),
    max_tokens: Type.Integer({ minimum: 1 }),
    messages: Type.Array(Type.Object({ role: Type.Enum(['user', 'assistant']), content: Content })),
    system: Type.Optional(Content),
    temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    top_p: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    top_k: Type.Optional(Type.Number()),
    stop_sequences: Type.Optional(Type.Array(Type.String())),
    tools: Type.Optional(
      Type.Array(
        Type.Object({
          name: Type.String(),
          description: Type.Optional(Type.String()),
          input_schema: Type.Optional(Type.Unknown()),
        }),
      ),
    ),
    tool_choice: Type.Optional(
      Type.Object({ type: Type.Enum(['auto', 'any', 'tool', 'none']), name: Type.Optional(Type.String()) }),
    ),
    output_config: Type.Optional(
      Type.Object({
        format: Type.Optional(
          Type.Object({ type: Type.Enum(['json_schema']), schema: Type.Record(Type.String(), Type.Unknown()) }),
        ),
      }),
    ),
  }),
)

function documentText(block: Readonly<Record<string, unknown>>): string {
  const { source } = block
  if (!isObject(source)) return ''
  if (source['type'] === 'content') return textOfContent(source['content'])
  return source['type'] === 'text' ? stringAt(source, 'data') : ''
}

function blockOf(block: Readonly<Record<string, unknown>>): Block {
  switch (block['type']) {
    case 'tool_use':
      return { kind: 'tool-call', id: stringAt(block, 'id'), name: stringAt(block, 'name'), input: block['input'] }
    case 'tool_result':
      return { kind: 'tool-result', id: stringAt(block, 'tool_use_id'), text: textOfContent(block['content']) }
    case 'document':
      return { kind: 'document', name: stringAt(block, 'title'), text: documentText(block) }
    default:
      return { kind: 'text', text: stringAt(block, 'text') }
  }
}

/** The Messages API takes several turns of one role in a row, and reads them as one. */
function joined(turns: readonly Turn[]): readonly Turn[] {
  const found: { role: Turn['role']; blocks: Block[] }[] = []
  for (const turn of turns) {
    const last = found.at(-1)
    if (last?.role === turn.role) last.blocks.push(...turn.blocks)
    else found.push({ role: turn.role, blocks: [...turn.blocks] })
  }
  return found
}

const STOP = {
  end_turn: 'end_turn',
  max_tokens: 'max_tokens',
  stop_sequence: 'stop_sequence',
  tool_use: 'tool_use',
} as const satisfies Record<WholeAnswer['stopReason'], string>

const message = (id: string, model: string) => ({ id: `msg_bdrk_${id}`, type: 'message', role: 'assistant', model })

export const claude: Family = {
  name: 'Claude',
  models: /(?:^|\.)anthropic\./,
  recognises: (body) => 'anthropic_version' in body,

  request(modelId, given) {
    const body = checkBody(given)
    if (body.messages.length === 0) throw validationException('messages: at least one message is required')
    const tools = (body.tools ?? []).map(({ name, description = '', input_schema: schema = {} }) => {
      const problem = schemaProblem(schema)
      if (problem !== undefined) throw validationException(`tools.${name}.input_schema: ${problem}`)
      return { name, description, schema }
    })
    const choice = body.tool_choice
    const schema = body.output_config?.format?.schema
    const problem = schema === undefined ? undefined : schemaProblem(schema)
    if (problem !== undefined) throw validationException(`output_config.format.schema: ${problem}`)
    const turns = joined(
      body.messages.map(({ role, content }) => ({
        role,
        blocks: typeof content === 'string' ? [{ kind: 'text', text: content }] : content.map(blockOf),
      })),
    )
    return {
      modelId,
      system: textOfContent(body.system),
      turns,
      maxTokens: body.max_tokens,
      stopSequences: body.stop_sequences ?? [],
      ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
      ...(body.top_p === undefined ? {} : { topP: body.top_p }),
      ...(schema === undefined ? {} : { schema }),
      tools,
      toolChoice:
        choice?.type === 'tool' && choice.name !== undefined
          ? { name: choice.name }
          : choice?.type === 'any' || choice?.type === 'none'
            ? choice.type
            : 'auto',
    } satisfies ModelRequest
  },

  response: (answer, { id, modelId }) => ({
    ...message(id, modelId),
    content: [
      ...(answer.text === '' && answer.toolCalls.length > 0 ? [] : [{ type: 'text', text: answer.text }]),
      ...answer.toolCalls.map((call) => ({ type: 'tool_use', ...call })),
    ],
    stop_reason: STOP[answer.stopReason],
    stop_sequence: answer.stopSequence ?? null,
    usage: { input_tokens: answer.usage.inputTokens, output_tokens: answer.usage.outputTokens },
  }),

  async *stream(events, { id, modelId, inputTokens, elapsed }) {
    let index = -1
    let open: 'text' | 'tool' | undefined
    let begun = false
    let firstByteLatency = 0
    const start = () => {
      begun = true
      firstByteLatency = elapsed()
      return {
        part: {
          type: 'message_start',
          message: {
            ...message(id, modelId),
            content: [],
            stop_reason: null,
            stop_sequence: null,
            usage: { input_tokens: inputTokens, output_tokens: 1 },
          },
        },
      }
    }
    for await (const event of events) {
      if (!begun) yield start()
      if (open !== undefined && event.kind !== 'tool-input' && !(event.kind === 'text' && open === 'text')) {
        yield { part: { type: 'content_block_stop', index } }
        open = undefined
      }
      switch (event.kind) {
        case 'text':
          if (open === undefined) {
            open = 'text'
            yield { part: { type: 'content_block_start', index: ++index, content_block: { type: 'text', text: '' } } }
          }
          yield { part: { type: 'content_block_delta', index, delta: { type: 'text_delta', text: event.text } }, delta: true }
          break
        case 'tool-call':
          open = 'tool'
          yield {
            part: {
              type: 'content_block_start',
              index: ++index,
              content_block: { type: 'tool_use', id: event.id, name: event.name, input: {} },
            },
          }
          break
        case 'tool-input':
          yield {
            part: { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: event.json } },
            delta: true,
          }
          break
        case 'end':
          yield {
            part: {
              type: 'message_delta',
              delta: { stop_reason: STOP[event.stopReason], stop_sequence: event.stopSequence ?? null },
              usage: { output_tokens: event.usage.outputTokens },
            },
          }
          yield {
            part: {
              type: 'message_stop',
              'amazon-bedrock-invocationMetrics': {
                inputTokenCount: event.usage.inputTokens,
                outputTokenCount: event.usage.outputTokens,
                invocationLatency: elapsed(),
                firstByteLatency,
              },
            },
          }
          break
        default:
          event satisfies never
      }
    }
  },
}
