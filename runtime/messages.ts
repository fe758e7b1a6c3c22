/** A conversation, and the two forms in which Bedrock takes its content: Converse blocks and Anthropic blocks. */
import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime'
import type { Message } from '../compiler/contract.ts'
import { invalidField } from './failure.ts'

type Block = Readonly<Record<string, unknown>>

/** What the chain is asked: its place in the history, or -1. */
export const lastQuestion = (messages: readonly Message[]): number => messages.findLastIndex(({ role }) => role === 'user')

/** The last `count` messages, and as many more as it takes to have a question among them. */
export function lastMessages(messages: readonly Message[], count: number, withQuestion: boolean): readonly Message[] {
  const start = Math.max(0, messages.length - count)
  const question = lastQuestion(messages)
  return messages.slice(withQuestion && question >= 0 ? Math.min(start, question) : start)
}

/** With a text at the end of the last question: after all that was said, and before an answer that is begun. */
export function withContext(messages: readonly Message[], text: string): readonly Message[] {
  const at = lastQuestion(messages)
  const question = messages[at]
  if (question === undefined) return [...messages, { role: 'user', content: text }]
  const { role, content } = question
  return messages.with(at, { role, content: [...(typeof content === 'string' ? [{ text: content }] : content), { text }] })
}

/** The text of a message; of blocks, their texts, one a line. */
export const textOf = ({ content }: Message): string =>
  typeof content === 'string'
    ? content
    : content
        .map((block) => block.text)
        .filter((text) => typeof text === 'string')
        .join('\n')

/** As Converse takes them: blocks, and no two messages of one role in a row. `field` names the list in the request. */
export function converseMessages(messages: readonly Message[], field: string) {
  const merged: { role: Message['role']; content: ContentBlock[] }[] = []
  messages.forEach(({ role, content }, index) => {
    const blocks =
      typeof content === 'string'
        ? [{ text: content }]
        : content.map((block, at) => converseBlock(block, `${field}[${index}].content[${at}]`))
    const last = merged.at(-1)
    if (last?.role === role) last.content.push(...blocks)
    else merged.push({ role, content: blocks })
  })
  return merged
}

/** As the Anthropic body has them: its own blocks are left alone. */
export const anthropicMessages = (messages: readonly Message[]): readonly Message[] =>
  messages.map((message) =>
    typeof message.content === 'string' || !message.content.some(isConverseText)
      ? message
      : { ...message, content: message.content.map((block) => (isConverseText(block) ? { type: 'text', ...block } : block)) },
  )

const isConverseText = (block: Block) => block.type === undefined && typeof block.text === 'string'

function converseBlock(block: Block, field: string): ContentBlock {
  if (typeof block.text === 'string') return { text: block.text }
  if (block.type === 'image') return { image: anthropicImage(block.source, field) }
  if (isObject(block.image)) return { image: withBytes(block.image, field) } as ContentBlock
  if (isObject(block.document)) return { document: withBytes(block.document, field) } as ContentBlock
  throw invalidField(field, 'must be a text, an image or a document')
}

function anthropicImage(source: unknown, field: string) {
  const { media_type: type, data } = isObject(source) ? source : {}
  const format = typeof type === 'string' ? /^image\/(png|jpeg|gif|webp)$/.exec(type)?.[1] : undefined
  if (format === undefined)
    throw invalidField(`${field}.source.media_type`, 'must be image/png, image/jpeg, image/gif or image/webp')
  return { format: format as 'png' | 'jpeg' | 'gif' | 'webp', source: { bytes: base64(data, `${field}.source.data`) } }
}

function withBytes(media: Block, field: string) {
  if (!isObject(media.source) || typeof media.format !== 'string') throw invalidField(field, 'needs a format and a source')
  if (media.source.bytes === undefined) throw invalidField(`${field}.source.bytes`, 'is required')
  const name = typeof media.name === 'string' ? { name: media.name } : {}
  return { format: media.format, ...name, source: { bytes: base64(media.source.bytes, `${field}.source.bytes`) } }
}

function base64(data: unknown, field: string): Uint8Array {
  if (typeof data !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) throw invalidField(field, 'must be base64')
  return Buffer.from(data, 'base64')
}

const isObject = (value: unknown): value is Block => typeof value === 'object' && value !== null && !Array.isArray(value)
