/** What is wrong with a conversation beyond its shape. */
import type { Message } from '../../compiler/contract.ts'
import { invalidField } from '../failure.ts'
import { converseMessages, lastQuestion } from '../messages.ts'
import { takesPrefill } from '../model-limits.ts'

/** `forChain`: a chain of ours needs a question, and blocks that every model takes. */
export function checkConversation(messages: readonly Message[], field: string, model: string, forChain: boolean) {
  if (forChain && lastQuestion(messages) < 0) throw invalidField(field, 'must have a message with the role user')
  if (messages.at(-1)?.role === 'assistant' && !takesPrefill(model))
    throw invalidField(
      `${field}[${messages.length - 1}].role`,
      'must be user in the last message: this model does not go on with an answer that is begun',
    )
  // Converting tells of a block that cannot be converted before anything is spent on the request.
  if (forChain && messages.some(({ content }) => typeof content !== 'string')) converseMessages(messages, field)
}
