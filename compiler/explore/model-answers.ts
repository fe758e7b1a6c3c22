/** What a model may answer: texts, JSON right and wrong, calls of tools, nothing at all; whole and stopped. */
import type { Json } from '../asl.ts'
import type { ToolSpec } from '../tree.ts'
import { broken, result, returned } from './outcome.ts'
import type { Given } from './outcome.ts'
import { plainOf, samplesOf } from './samples.ts'
import type { Words } from './samples.ts'
import type { Promise as Promised, Task } from './tasks.ts'
import { STRANGE_TEXTS } from './texts.ts'
import { wrongTexts, wrongValues } from './wrong.ts'

type Asks = Extract<Task['asks'], { of: 'model' }>

/** Bytes of a token, at the most that is usual. */
const BYTES_PER_TOKEN = 6

const USAGE = { InputTokens: 11, OutputTokens: 7, TotalTokens: 18 }
type Block = { readonly [kind: string]: Json }
const text = (Text: string): Block => ({ Text })

/** A whole answer of Converse. */
const said = (Content: readonly Block[], StopReason = 'end_turn') =>
  returned({ Output: { Message: { Role: 'assistant', Content } }, StopReason, Usage: USAGE, Metrics: { LatencyMs: 1 } })

const isConverse = (resource: string) => resource.endsWith(':converse')

/** Answers that are no plain text, of Converse alone: other APIs have them in other forms. */
const unusual = (content: readonly Block[]): readonly Given[] => [
  result('says nothing', said([])),
  result('thinks first', said([{ ReasoningContent: { ReasoningText: { Text: 'Let me see.', Signature: 's' } } }, ...content])),
  result('is stopped by its limit', said(content, 'max_tokens')),
  result('is stopped by a guardrail', said([text('Sorry, I cannot answer that.')], 'guardrail_intervened')),
  result('ignores a part', said([...content, { CitationsContent: { Content: [{ Text: 'cited' }], Citations: [] } }])),
]

function texts(resource: string, { maxTokens }: Asks, words: Words): readonly Given[] {
  const long = 'words '.repeat(Math.ceil((maxTokens * BYTES_PER_TOKEN) / 6))
  return [
    result('', { text: 'text' }),
    ...['', ...words.texts, ...STRANGE_TEXTS].map((one) => result(`says ${JSON.stringify(one)}`, { text: one })),
    result('says as much as it may', { text: long }),
    ...(isConverse(resource) ? [...unusual([text('text')]), result('says it in two parts', said([text('te'), text('xt')]))] : []),
  ]
}

function byPromise(resource: string, { schema, byTool, prefill }: Promised, words: Words): readonly Given[] {
  // what an answer begins with is not said again
  const rest = (json: string) => (prefill !== null && json.startsWith(prefill) ? json.slice(prefill.length) : json)
  const right = samplesOf(schema, words).map(({ value, what }) =>
    result(what, prefill === '' ? { json: value } : { text: rest(JSON.stringify(value)) }),
  )
  const inTool =
    byTool && schema['type'] !== 'object'
      ? [result('puts it in the tool’s input', { text: JSON.stringify({ answer: plainOf(schema) }) })]
      : []
  const wrong = wrongValues(schema).map(({ value, what }) => broken(what, { text: JSON.stringify(value) }))
  const noJson = wrongTexts(schema).map((one) => broken(one.what, { text: one.text }))
  const plain = JSON.stringify(plainOf(schema))
  const odd = isConverse(resource) ? unusual([text(plain)]).map((one) => ({ ...one, kind: 'broken promise' as const })) : []
  return [...right, ...inTool, ...wrong, ...noJson, ...odd]
}

const calling = (
  calls: readonly { readonly name: string; readonly input: Json }[],
  before: readonly Block[] = [],
  reason = 'tool_use',
) =>
  said(
    [
      ...before,
      ...calls.map(({ name, input }, index): Block => ({ ToolUse: { ToolUseId: `call${index + 1}`, Name: name, Input: input } })),
    ],
    reason,
  )

function withTools(tools: readonly ToolSpec[], words: Words): readonly Given[] {
  const plain = tools.map(({ name, input }) => ({ name, input: plainOf(input) }))
  const each = tools.flatMap(({ name, input }) => [
    ...samplesOf(input, words)
      .slice(1)
      .map(({ value, what }) => result(`calls ${name}: its input ${what}`, calling([{ name, input: value }]))),
    ...wrongValues(input).map(({ value, what }) =>
      result(`calls ${name} wrongly: its input ${what}`, calling([{ name, input: value }])),
    ),
  ])
  return [
    result('', said([text('text')])),
    ...plain.map((one) => result(`calls ${one.name}`, calling([one]))),
    result('calls every tool at once', calling(plain)),
    result('calls a tool after a word', calling(plain.slice(0, 1), [text('I will look.')])),
    result('calls a tool that does not exist', calling([{ name: 'unknown', input: {} }])),
    result('calls a tool many times', calling(Array.from({ length: 12 }, () => plain[0] ?? { name: 'unknown', input: {} }))),
    result('stops for a tool that it does not call', calling([], [], 'tool_use')),
    result('is cut off in a call', calling(plain.slice(0, 1), [], 'max_tokens')),
    ...each,
    ...unusual([text('text')]),
    ...['', ...STRANGE_TEXTS].map((one) => result(`says ${JSON.stringify(one)}`, said([text(one)]))),
  ]
}

/** The answers of a model, the plainest first. */
export function modelAnswers(resource: string, asks: Asks, words: Words): readonly Given[] {
  if (asks.tools.length > 0) return withTools(asks.tools, words)
  return asks.output ? byPromise(resource, asks.output, words) : texts(resource, asks, words)
}
