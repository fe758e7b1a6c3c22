/** What the AI SDK's `useChat` sends, in terms of a chain. */
import type { Message } from '../../compiler/contract.ts'
import { invalidField } from '../failure.ts'
import { CHAIN_FIELDS } from '../final-call.ts'
import type { UiRequest } from '../schemas.ts'
import type { Asked } from './asked.ts'

export const askedOfUi = ({ id, messages, params = {} }: UiRequest): Asked => ({
  said: {
    // An assistant's message of tool calls and page data alone says nothing to a model.
    messages: messages
      .map(({ role, parts }, index) => ({ role, content: contentOf(parts, `messages[${index}]`) }))
      .filter(({ content }) => content.length > 0),
    params,
    session: id,
  },
  chosen: {},
  fields: CHAIN_FIELDS,
})

type Part = UiRequest['messages'][number]['parts'][number]

function contentOf(parts: readonly Part[], field: string): Message['content'] {
  const blocks = parts.flatMap((part, index) => blockOf(part, `${field}.parts[${index}]`))
  const texts = blocks.map(({ text }) => text).filter((text) => typeof text === 'string')
  return texts.length === blocks.length ? texts.join('\n') : blocks
}

/** Steps, reasoning, tool calls and data of the page are not for the model. */
function blockOf(part: Part, field: string): readonly Record<string, unknown>[] {
  if (part.type === 'text' && part.text !== undefined && part.text !== '') return [{ type: 'text', text: part.text }]
  if (part.type !== 'file') return []
  const [, type, data] = /^data:(image\/[a-z]+);base64,(.*)$/.exec(part.url ?? '') ?? []
  if (type === undefined) throw invalidField(`${field}.url`, 'must be an image as a data URL')
  return [{ type: 'image', source: { type: 'base64', media_type: type, data } }]
}
