/** OpenAI's chat completions in terms of a chain: its messages, its settings, its errors. */
import type { Message } from '../../compiler/contract.ts'
import { invalidField } from '../failure.ts'
import { CHAIN_FIELDS } from '../final-call.ts'
import type { FailureForm } from '../formats/reply.ts'
import type { OpenAiRequest } from '../schemas.ts'
import type { Asked } from './asked.ts'

export function askedOfOpenAi(request: OpenAiRequest): Asked {
  const system = request.messages.filter(({ role }) => role === 'system' || role === 'developer')
  const stop = request.stop
  return {
    said: {
      messages: request.messages.flatMap(({ role, content }) =>
        role === 'user' || role === 'assistant' ? [{ role, content: contentOf(content) }] : [],
      ),
      params: request.params ?? {},
      session: request.user,
    },
    chosen: {
      system: system.length === 0 ? undefined : system.map(({ content }, index) => textOf(content, index)).join('\n\n'),
      maxTokens: request.max_completion_tokens ?? request.max_tokens,
      temperature: request.temperature,
      topP: request.top_p,
      stopSequences: typeof stop === 'string' ? [stop] : stop,
    },
    fields: { ...CHAIN_FIELDS, system: 'messages with the role system', stopSequences: 'stop' },
  }
}

type Content = OpenAiRequest['messages'][number]['content']

const contentOf = (content: Content): Message['content'] =>
  typeof content === 'string'
    ? content
    : content.map(({ text, image_url: image }) => {
        const [, type, data] = /^data:([^;]+);base64,(.*)$/.exec(image?.url ?? '') ?? []
        return image === undefined
          ? { type: 'text', text }
          : { type: 'image', source: { type: 'base64', media_type: type, data } }
      })

const textOf = (content: Content, index: number): string =>
  typeof content === 'string'
    ? content
    : content
        .map(({ text }) => {
          if (text === undefined) throw invalidField(`messages[${index}].content`, 'must be text in a message of the system')
          return text
        })
        .join('\n')

/** OpenAI's clients send null for what is not set. */
export const withoutNulls = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
    : body

/** OpenAI has no 422, and its clients try again after most failures unless they are told not to. */
export const openAiForm: FailureForm = {
  status: ({ status }) => (status === 422 ? 400 : status),
  headers: ({ retryAfter }) => ({ 'x-should-retry': String(retryAfter !== undefined) }),
  body: ({ status, code, message, field }, requestId) => ({
    error: {
      message,
      type: status === 401 ? 'authentication_error' : status < 500 ? 'invalid_request_error' : 'server_error',
      param: field ?? null,
      code: code === 'chain_not_found' ? 'model_not_found' : code,
      request_id: requestId,
    },
  }),
}
