/** InvokeModel, Step Functions' own integration: the body is the model's, and so are the names in it. */
import type { Json } from '../../asl.ts'
import { code, expression, literal, operand, toCode, toJson } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { SCHEMA_NAME, TOOL_DESCRIPTION, areMessages, joined } from './ask.ts'
import type { Asked, AskedPart, AskedTurn, ModelRequest } from './ask.ts'
import { conversation, spokenBlocks } from './conversation.ts'

const BODY = '$states.result.Body'

interface Family {
  readonly body: (asked: Asked) => { readonly [field: string]: Json }
  readonly answer: (asked: Asked) => ModelRequest['answer']
}

/** The model's own fields, then what the author adds. Fields of the author's that are known only later need a body that is one expression. */
const within = (body: { readonly [field: string]: Json }, additional: Shape | null): { readonly [field: string]: Json } => {
  if (!additional) return body
  const added = toJson(additional)
  if (typeof added !== 'object' || added === null || Array.isArray(added))
    throw new TypeError('additional is an object with a value for every field; one that may be absent cannot be in it.')
  return { ...body, ...(added as { readonly [field: string]: Json }) }
}

const given = (fields: { readonly [field: string]: Json | undefined }): { readonly [field: string]: Json } =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined))

const withPrefill = ({ turns, prefill }: Asked): readonly AskedTurn[] =>
  prefill ? [...turns, { kind: 'message', role: 'assistant', content: [{ kind: 'text', text: prefill }] }] : turns

type Message = AskedTurn & { readonly kind: 'message' }
const messageShape = ({ role, content }: Message, part: (one: AskedPart) => Shape): Shape => ({
  kind: 'fields',
  fields: { role: literal(role), content: { kind: 'items', items: content.map(part) } },
})

/** The messages of a body that has a list of them. */
function messages(asked: Asked, part: (one: AskedPart) => Shape, historyPart: string): Json {
  const turns = withPrefill(asked)
  if (areMessages(turns)) return turns.map((turn) => toJson(messageShape(turn, part)))
  const lists = turns.map((turn) => {
    if (turn.kind === 'message') return `[${toCode(messageShape(turn, part))}]`
    const block = `$type($part) = "string" ? ${historyPart.replaceAll('$part.text', '$part')} : $exists($part.text) ? ${historyPart} : $part`
    return `[$map(${toCode(turn.messages)}, function($message) { {"role": $message.role, "content": ${spokenBlocks('text', block)}} })]`
  })
  return expression(conversation(lists, { role: 'role', content: 'content', text: 'text' }))
}

const fields = (of: { readonly [name: string]: Shape }): Shape => ({ kind: 'fields', fields: of })

// ---------------------------------------------------------------- Claude

const MEDIA_TYPES: Readonly<Record<string, string>> = { pdf: 'application/pdf', txt: 'text/plain' }

function claudePart(part: AskedPart): Shape {
  if (part.kind === 'text') return fields({ type: literal('text'), text: part.text })
  const type = part.kind === 'image' ? `image/${part.format}` : (MEDIA_TYPES[part.format] ?? `application/${part.format}`)
  const source = fields({ type: literal('base64'), media_type: literal(type), data: part.source.value })
  return fields({ type: literal(part.kind), source, ...(part.kind === 'document' ? { title: part.name } : {}) })
}

const claudeSystem = ({ system, cache }: Asked): Json | undefined => {
  if (!system) return undefined
  const text = toJson(system)
  return cache ? [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] : text
}

const CLAUDE: Family = {
  body: (asked) => ({
    anthropic_version: 'bedrock-2023-05-31',
    ...given({
      max_tokens: asked.maxTokens,
      system: claudeSystem(asked),
      messages: messages(asked, claudePart, '{"type": "text", "text": $part.text}'),
      temperature: asked.temperature,
      top_p: asked.topP,
      stop_sequences: asked.stopSequences,
    }),
    ...(asked.wanted?.way === 'json_schema'
      ? { output_config: { format: { type: 'json_schema', schema: toJson(literal(asked.wanted.told)) } } }
      : {}),
    ...(asked.wanted?.way === 'tool'
      ? {
          tools: [{ name: SCHEMA_NAME, description: TOOL_DESCRIPTION, input_schema: toJson(literal(asked.wanted.told)) }],
          tool_choice: { type: 'tool', name: SCHEMA_NAME },
        }
      : {}),
  }),
  answer: ({ wanted }) => ({
    text: `$join([${BODY}.content[type = "text"].text])`,
    tool: wanted?.way === 'tool' ? `${BODY}.content[type = "tool_use"].input` : null,
    inputTokens: `${BODY}.usage.input_tokens`,
    outputTokens: `${BODY}.usage.output_tokens`,
  }),
}

// ---------------------------------------------------------------- Nova

const NOVA: Family = {
  body: (asked) => ({
    schemaVersion: 'messages-v1',
    ...given({
      system: asked.system
        ? [{ text: toJson(asked.system), ...(asked.cache ? { cachePoint: { type: 'default' } } : {}) }]
        : undefined,
      messages: messages(asked, novaPart, '{"text": $part.text}'),
    }),
    inferenceConfig: given({
      maxTokens: asked.maxTokens,
      temperature: asked.temperature,
      topP: asked.topP,
      stopSequences: asked.stopSequences,
    }),
    ...(asked.wanted?.way === 'tool'
      ? {
          toolConfig: {
            tools: [
              {
                toolSpec: {
                  name: SCHEMA_NAME,
                  description: TOOL_DESCRIPTION,
                  inputSchema: { json: toJson(literal(asked.wanted.told)) },
                },
              },
            ],
            toolChoice: { tool: { name: SCHEMA_NAME } },
          },
        }
      : {}),
  }),
  answer: ({ wanted }) => ({
    text: `$join([${BODY}.output.message.content.text])`,
    tool: wanted?.way === 'tool' ? `${BODY}.output.message.content.toolUse.input` : null,
    inputTokens: `${BODY}.usage.inputTokens`,
    outputTokens: `${BODY}.usage.outputTokens`,
  }),
}

function novaPart(part: AskedPart): Shape {
  if (part.kind === 'text') return fields({ text: part.text })
  const source: Shape =
    part.source.kind === 's3' ? fields({ s3Location: fields({ uri: part.source.value }) }) : fields({ bytes: part.source.value })
  const name = part.kind === 'document' ? { name: part.name } : {}
  return fields({ [part.kind]: fields({ format: literal(part.format), ...name, source }) })
}

// ---------------------------------------------------------------- models that take one text

/** The texts of a message. */
const textOf = (content: readonly AskedPart[]): Shape =>
  joined(content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])))

/** A message's content as callers send it, as text. */
const HISTORY_TEXT = '$type($message.content) = "string" ? $message.content : $join([$message.content.text], "\\n")'

/** How a model writes a conversation as one text. */
interface Marks {
  readonly start: string
  readonly message: (role: 'system' | 'user' | 'assistant') => readonly [before: string, after: string]
  /** What comes before the answer. */
  readonly answer: string
  /** Marks that a text of somebody else's must not have in it: who writes them could speak for another. */
  readonly forbidden: string
}

/** A text that cannot be read as marks. */
const harmless = (text: Shape, { forbidden }: Marks): Shape =>
  text.kind === 'literal' ? text : code(`$replace(${operand(text)}, ${forbidden}, "")`)

function oneText(asked: Asked, marks: Marks): Json {
  const parts: Shape[] = [literal(marks.start)]
  const put = (role: 'system' | 'user' | 'assistant', text: Shape) => {
    const [before, after] = marks.message(role)
    parts.push(literal(before), harmless(text, marks), literal(after))
  }
  if (asked.system) put('system', asked.system)
  for (const turn of asked.turns) {
    if (turn.kind === 'message') put(turn.role, textOf(turn.content))
    else {
      const ofRole = (role: 'user' | 'assistant') => {
        const [before, after] = marks.message(role).map((mark) => toCode(literal(mark)))
        return `$join([${before}, $replace((${HISTORY_TEXT}), ${marks.forbidden}, ""), ${after}])`
      }
      parts.push(
        code(
          `$join($map(${toCode(turn.messages)}, function($message) { $message.role = "user" ? ${ofRole('user')} : ${ofRole('assistant')} }))`,
        ),
      )
    }
  }
  parts.push(literal(marks.answer))
  if (asked.prefill) parts.push(asked.prefill)
  return toJson(joined(neighbours(parts)))
}

/** Literals next to each other as one. */
function neighbours(parts: readonly Shape[]): readonly Shape[] {
  const found: Shape[] = []
  for (const part of parts) {
    const last = found.at(-1)
    if (last?.kind === 'literal' && part.kind === 'literal') found[found.length - 1] = joined([last, part])
    else found.push(part)
  }
  return found.filter((part) => part.kind !== 'literal' || part.value !== '')
}

const LLAMA3: Marks = {
  start: '<|begin_of_text|>',
  message: (role) => [`<|start_header_id|>${role}<|end_header_id|>\n\n`, '<|eot_id|>'],
  answer: '<|start_header_id|>assistant<|end_header_id|>\n\n',
  forbidden: '/<\\|[a-z_]+\\|>/',
}
const LLAMA4: Marks = {
  ...LLAMA3,
  message: (role) => [`<|header_start|>${role}<|header_end|>\n\n`, '<|eot|>'],
  answer: '<|header_start|>assistant<|header_end|>\n\n',
}
const MISTRAL: Marks = {
  start: '<s>',
  message: (role) =>
    role === 'system' ? ['[INST] ', ' [/INST]</s>'] : role === 'user' ? ['[INST] ', ' [/INST]'] : [' ', '</s>'],
  answer: '',
  forbidden: '/\\[\\/?INST\\]|<\\/?s>/',
}

const LLAMA: Family = {
  body: (asked) => ({
    prompt: oneText(asked, asked.model.foundation.startsWith('meta.llama4') ? LLAMA4 : LLAMA3),
    ...given({ max_gen_len: asked.maxTokens, temperature: asked.temperature, top_p: asked.topP }),
  }),
  answer: () => ({
    text: `${BODY}.generation`,
    tool: null,
    inputTokens: `${BODY}.prompt_token_count`,
    outputTokens: `${BODY}.generation_token_count`,
  }),
}

const MISTRAL_AI: Family = {
  body: (asked) => ({
    prompt: oneText(asked, MISTRAL),
    ...given({
      max_tokens: asked.maxTokens,
      temperature: asked.temperature,
      top_p: asked.topP,
      stop: asked.stopSequences,
    }),
  }),
  // text models answer in `outputs`, chat models in `choices`; neither tells its tokens, which count as none
  answer: () => ({
    text: `$join([${BODY}.outputs.text, ${BODY}.choices.message.content][0])`,
    tool: null,
    inputTokens: '0',
    outputTokens: '0',
  }),
}

/** The bodies that are known, by the model's maker. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  anthropic: CLAUDE,
  meta: LLAMA,
  amazon: NOVA,
  mistral: MISTRAL_AI,
}

export function invokeModel(asked: Asked): ModelRequest {
  const { model, guardrail, additional } = asked
  const family = FAMILIES[model.vendor]
  if (!family) throw new TypeError(`The body of ${model.vendor}'s models is not known: leave out api, or use Converse.`)
  return {
    resource: 'arn:aws:states:::bedrock:invokeModel',
    arguments: {
      ModelId: model.id,
      Body: within(family.body(asked), additional),
      ...(guardrail ? { GuardrailIdentifier: toJson(guardrail.id), GuardrailVersion: toJson(guardrail.version) } : {}),
    },
    answer: family.answer(asked),
  }
}
