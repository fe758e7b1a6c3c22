/**
 * A conversation that is too long for its model loses its oldest messages, up to a message of the user, so that the first
 * one is a user's and no answer stands without its question. The last question is always kept.
 *
 * Nobody but the model counts its tokens; here they are reckoned as the compiler reckons its bounds.
 */
import type { Message } from '../compiler/contract.ts'
import { RECKONED } from '../compiler/reckoning.ts'
import { inputTooLong } from './failure.ts'
import { lastQuestion } from './messages.ts'

const textTokens = (text: string) => Math.ceil(Buffer.byteLength(text) / RECKONED.bytesPerToken)

const blockTokens = (block: Readonly<Record<string, unknown>>): number =>
  block.type === 'image' || block.image !== undefined
    ? RECKONED.imageTokens
    : textTokens(typeof block.text === 'string' ? block.text : JSON.stringify(block))

/** About how many tokens a message is. */
export const messageTokens = ({ content }: Message): number =>
  RECKONED.messageTokens +
  (typeof content === 'string' ? textTokens(content) : content.reduce((sum, block) => sum + blockTokens(block), 0))

/** As much of the end of the conversation as fits beside the prompt. Throws where the last question alone does not. */
export function cutHistory(system: string, messages: readonly Message[], inputTokens: number): readonly Message[] {
  const last = lastQuestion(messages)
  let tokens = textTokens(system) + messages.reduce((sum, message) => sum + messageTokens(message), 0)
  if (tokens <= inputTokens) return messages
  for (const [index, message] of messages.entries()) {
    if (index > 0 && message.role === 'user' && tokens <= inputTokens) return messages.slice(index)
    if (index >= last) break
    tokens -= messageTokens(message)
  }
  throw inputTooLong(new Error(`about ${tokens} tokens after the history was cut, ${inputTokens} at most`))
}
