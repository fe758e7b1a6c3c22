/** Llama's body: one prompt with headers in it. */
import { Type } from 'typebox'
import { checker } from '../wire/check.ts'
import type { ModelRequest, Turn } from '../model/model.ts'
import type { Family } from './family.ts'

const checkBody = checker(
  Type.Object({
    prompt: Type.String({ minLength: 1 }),
    max_gen_len: Type.Optional(Type.Integer({ minimum: 1 })),
    temperature: Type.Optional(Type.Number({ minimum: 0 })),
    top_p: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  }),
)

/** What the model's makers generate when nobody says how much. */
const DEFAULT_LENGTH = 512

/** Loosely: prompts written by hand get the brackets wrong, and models read them all the same. */
const HEADER = /<\|?start_header_id\|?\)?>\s*(\w+)\s*<\|?end_header_id\|?>/g

/** The conversation that a prompt's headers make; a prompt without any is the user's. */
function conversation(prompt: string): { readonly system: string; readonly turns: readonly Turn[] } {
  const headers = [...prompt.matchAll(HEADER)]
  const clean = (text: string) => text.replaceAll(/<\|[\w|()]*\|?>?/g, '').trim()
  if (headers.length === 0) return { system: '', turns: [{ role: 'user', blocks: [{ kind: 'text', text: clean(prompt) }] }] }
  let system = ''
  const turns: Turn[] = []
  for (const [index, header] of headers.entries()) {
    const text = clean(prompt.slice(header.index + header[0].length, headers[index + 1]?.index))
    if (text === '') continue
    if (header[1] === 'system') system += text
    else turns.push({ role: header[1] === 'assistant' ? 'assistant' : 'user', blocks: [{ kind: 'text', text }] })
  }
  return { system, turns }
}

const stopOf = (reason: string) => (reason === 'max_tokens' ? 'length' : 'stop')

export const llama: Family = {
  name: 'Llama',
  models: /(?:^|\.)meta\./,
  recognises: (body) => 'max_gen_len' in body,

  request(modelId, given) {
    const body = checkBody(given)
    return {
      modelId,
      ...conversation(body.prompt),
      maxTokens: body.max_gen_len ?? DEFAULT_LENGTH,
      stopSequences: [],
      ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
      ...(body.top_p === undefined ? {} : { topP: body.top_p }),
      tools: [],
      toolChoice: 'none',
    } satisfies ModelRequest
  },

  response: (answer) => ({
    generation: answer.text,
    prompt_token_count: answer.usage.inputTokens,
    generation_token_count: answer.usage.outputTokens,
    stop_reason: stopOf(answer.stopReason),
  }),

  async *stream(events, { elapsed }) {
    for await (const event of events) {
      if (event.kind === 'text') {
        yield {
          part: { generation: event.text, prompt_token_count: null, generation_token_count: 1, stop_reason: null },
          delta: true,
        }
      } else if (event.kind === 'end') {
        const { inputTokens, outputTokens } = event.usage
        yield {
          part: {
            generation: '',
            prompt_token_count: null,
            generation_token_count: outputTokens,
            stop_reason: stopOf(event.stopReason),
            'amazon-bedrock-invocationMetrics': {
              inputTokenCount: inputTokens,
              outputTokenCount: outputTokens,
              invocationLatency: elapsed(),
            },
          },
        }
      }
    }
  },
}
