/** Mistral's bodies: a prompt with instruction marks, or messages. */
import { Type } from 'typebox'
import { textOfContent } from '../json.ts'
import { validationException } from '../wire/aws-error.ts'
import { checker } from '../wire/check.ts'
import type { ModelRequest, Turn } from '../model/model.ts'
import type { Family } from './family.ts'

const checkBody = checker(
  Type.Object({
    prompt: Type.Optional(Type.String({ minLength: 1 })),
    messages: Type.Optional(
      Type.Array(
        Type.Object({ role: Type.Enum(['system', 'user', 'assistant', 'tool']), content: Type.Optional(Type.Unknown()) }),
      ),
    ),
    max_tokens: Type.Optional(Type.Integer({ minimum: 1 })),
    temperature: Type.Optional(Type.Number({ minimum: 0 })),
    top_p: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    stop: Type.Optional(Type.Array(Type.String())),
  }),
)

const turn = (role: Turn['role'], text: string): Turn => ({ role, blocks: [{ kind: 'text', text }] })

/** `<s>[INST] question [/INST] answer </s>[INST] …` */
function marked(prompt: string): readonly Turn[] {
  if (!prompt.includes('[INST]')) return [turn('user', prompt.trim())]
  const turns: Turn[] = []
  for (const part of prompt
    .replaceAll(/<\/?s>/g, '')
    .split('[INST]')
    .slice(1)) {
    const [asked = '', answered = ''] = part.split('[/INST]')
    turns.push(turn('user', asked.trim()))
    if (answered.trim() !== '') turns.push(turn('assistant', answered.trim()))
  }
  return turns
}

const stopOf = (reason: string) => (reason === 'max_tokens' ? 'length' : 'stop')

export const mistral: Family = {
  name: 'Mistral',
  models: /(?:^|\.)mistral\./,
  recognises: (body) => typeof body['prompt'] === 'string' && body['prompt'].includes('[INST]'),

  request(modelId, given) {
    const body = checkBody(given)
    if (body.prompt === undefined && body.messages === undefined)
      throw validationException(
        'Malformed input request: #: required key [prompt] not found, please reformat your input and try again.',
      )
    const messages = body.messages ?? []
    return {
      modelId,
      system: messages.flatMap(({ role, content }) => (role === 'system' ? [textOfContent(content)] : [])).join('\n'),
      turns:
        body.prompt === undefined
          ? messages.flatMap(({ role, content }) =>
              role === 'user' || role === 'assistant' ? [turn(role, textOfContent(content))] : [],
            )
          : marked(body.prompt),
      maxTokens: body.max_tokens ?? 512,
      stopSequences: body.stop ?? [],
      ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
      ...(body.top_p === undefined ? {} : { topP: body.top_p }),
      tools: [],
      toolChoice: 'none',
    } satisfies ModelRequest
  },

  // Text models answer in `outputs`, chat models in `choices`; a client reads the one it knows.
  response: (answer) => ({
    outputs: [{ text: answer.text, stop_reason: stopOf(answer.stopReason) }],
    choices: [{ index: 0, message: { role: 'assistant', content: answer.text }, stop_reason: stopOf(answer.stopReason) }],
  }),

  async *stream(events, { elapsed }) {
    for await (const event of events) {
      if (event.kind === 'text') yield { part: { outputs: [{ text: event.text, stop_reason: null }] }, delta: true }
      else if (event.kind === 'end') {
        const { inputTokens, outputTokens } = event.usage
        yield {
          part: {
            outputs: [{ text: '', stop_reason: stopOf(event.stopReason) }],
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
