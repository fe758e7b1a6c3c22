/** OpenAI's chat completions in terms of a chain: its messages, its settings, its errors. */
import type { Message } from '../../compiler/contract.ts'
import { notAllowed } from '../failure.ts'
import { CHAIN_FIELDS } from '../final-call.ts'
import type { FailureForm } from '../formats/reply.ts'
import type { OpenAiRequest } from '../schemas.ts'
import type { Asked } from './chain.ts'

export function askedOfOpenAi(request: OpenAiRequest): Asked {
  const system = request.messages.filter(({ role }) => role === 'system' || role === 'developer')
  const stop = request.stop ?? undefined
  return {
    said: {
      messages: request.messages.flatMap(({ role, content }) =>
        role === 'user' || role === 'assistant' ? [{ role, content: contentOf(content) }] : [],
      ),
      params: request.params ?? {},
      session: request.user ?? undefined,
    },
    chosen: {
      system: system.length === 0 ? undefined : system.map(({ content }, index) => textOf(content, index)).join('\n\n'),
      maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
      temperature: request.temperature ?? undefined,
      topP: request.top_p ?? undefined,
      stopSequences: typeof stop === 'string' ? [stop] : stop,
    },
    fields: { ...CHAIN_FIELDS, system: 'messages with the role system', stopSequences: 'stop' },
  }
}

type Content = OpenAiRequest['messages'][number]['content']

const contentOf = (content: Content): Message['content'] =>
  typeof content === 'string'
    ? content
    : content.map((part) => {
        if (part.type === 'text') return { type: 'text', text: part.text }
        const [, type, data] = /^data:([^;]+);base64,(.*)$/.exec(part.image_url.url) ?? []
        return { type: 'image', source: { type: 'base64', media_type: type, data } }
      })

function textOf(content: Content, index: number): string {
  if (typeof content === 'string') return content
  return content
    .map((part) => {
      if (part.type === 'text') return part.text
      throw notAllowed(`messages[${index}].content`, 'A system message is text.')
    })
    .join('\n')
}

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
