/** The request for a question: the conversation so far, and what the settings say that the chain does not say already. */
import type { ChainRequest } from '../../schemas.ts'
import type { PlaygroundChain } from '../chain.ts'
import type { Schema } from './schema.ts'
import type { Turn } from './turn.ts'

/** What somebody has set for a chain; a member that is absent is the chain's own. */
export interface Settings {
  /** What tells this conversation from others: a chain's experiments keep its variant. */
  readonly session: string
  readonly params: Readonly<Record<string, unknown>>
  readonly choices: Choices
}

export type Choices = Omit<ChainRequest, 'messages' | 'params' | 'session'>

/** What was said: an exchange without an answer is left out, for roles have to take turns. */
export function messagesOf(turns: readonly Turn[]): ChainRequest['messages'] {
  return turns.flatMap(({ question, text }) =>
    text === ''
      ? []
      : [
          { role: 'user' as const, content: question },
          { role: 'assistant' as const, content: text },
        ],
  )
}

export function requestOf(question: string, before: readonly Turn[], settings: Settings): ChainRequest {
  const { session, params, choices } = settings
  return {
    messages: [...messagesOf(before.filter(({ phase }) => phase !== 'failed')), { role: 'user', content: question }],
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(session === '' ? {} : { session }),
    ...choices,
  }
}

const ONE = { minimum: 0, maximum: 1 }

/** What a caller of this chain may choose, by the names of the request, as the schema of an object. */
export function choicesOf({ answer }: Pick<PlaygroundChain, 'answer'>): Schema {
  if (answer === null) return {}
  const { allow, model, maxTokens, system, contentTag } = answer
  const others = (allow.models ?? []).filter((id) => id !== model)
  const given = (allowed: boolean | undefined, properties: Schema['properties']) => (allowed === true ? properties : {})
  return {
    properties: {
      ...given(others.length > 0, { model: { enum: others, default: model } }),
      ...given(allow.maxTokens, { max_tokens: { type: 'integer', minimum: 1, maximum: maxTokens } }),
      ...given(allow.sampling, {
        temperature: { type: 'number', ...ONE },
        top_p: { type: 'number', ...ONE },
        top_k: { type: 'integer', minimum: 0, maximum: 500 },
      }),
      ...given(allow.stopSequences, { stop_sequences: { type: 'array', items: { type: 'string' } } }),
      ...given(allow.contentTag, {
        content_tag: { type: 'string', pattern: String.raw`[A-Za-z_][A-Za-z0-9_.\-]*`, maxLength: 64, default: contentTag },
      }),
      ...given(allow.system, { system: { type: 'string', format: 'long', default: system } }),
    },
  }
}
