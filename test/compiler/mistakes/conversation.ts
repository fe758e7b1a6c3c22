/** Conversations that Bedrock refuses as they are written. */
import { bedrockTask, chain, claude, systemChain } from '../../../compiler/index.ts'
import type { AuthoredMessage } from '../../../compiler/language/message.ts'
import { answer } from '../mistake.ts'
import type { Mistake } from '../mistake.ts'

type Task = Partial<Parameters<typeof bedrockTask>[0]>

const asking = (task: Task) =>
  chain('c', { answer }, (step) => {
    step('ask', bedrockTask({ model: claude.haiku45, ...task }))
    return systemChain.keep()
  })

const refused = (name: string, task: Task, what: string, remedy: string): Mistake => ({
  name,
  chain: asking(task),
  told: { code: 'SC051', path: ['c', 'ask'], what, remedy },
})

const user: AuthoredMessage = { role: 'user', content: 'Hello.' }
const assistant: AuthoredMessage = { role: 'assistant', content: 'How can I help?' }
const REFUSED = 'Bedrock refuses that.'
const WRITE = 'Write something, or leave it out.'

export const CONVERSATIONS: readonly Mistake[] = [
  refused(
    "a conversation that begins with the assistant's turn",
    { messages: [assistant], prompt: 'A refund.' },
    `The conversation begins with the assistant's turn. ${REFUSED}`,
    "Begin with the user's turn, or say in `system` what the assistant has said.",
  ),
  refused(
    'a prefill after a turn of the assistant',
    { model: claude.haiku45, messages: [user, assistant], prefill: 'Well,' },
    `The prefill comes right after the assistant's turn. ${REFUSED}`,
    'Write it at the end of that turn, and leave the prefill out.',
  ),
  refused(
    "a conversation that ends with the assistant's turn, for a model that does not go on",
    { model: claude.haiku55, messages: [user, assistant] },
    "The conversation ends with the assistant's turn, which anthropic.claude-haiku-5-5 does not go on with.",
    "End with the user's turn, or say in the prompt how the answer is to begin.",
  ),
  refused('a blank prompt', { prompt: ' \n' }, `The prompt is a text with nothing in it. ${REFUSED}`, WRITE),
  refused(
    'a blank part of a turn',
    { messages: [user, assistant, { role: 'user', content: ['A refund.', ''] }] },
    `Turn 3 of the conversation is a text with nothing in it. ${REFUSED}`,
    WRITE,
  ),
  refused(
    'a blank system prompt',
    { prompt: 'A refund.', system: '' },
    `The system prompt is a text with nothing in it. ${REFUSED}`,
    WRITE,
  ),
]

/** What is known only when the chain runs is put in order then; turns of one role are one; a model with prefill goes on. */
export const GOOD_CONVERSATIONS = chain('c', { answer }, (step, { messages }) => {
  step('mixed', bedrockTask({ model: claude.haiku45, messages: [assistant, messages, user], prompt: 'A refund.' }))
  step('twice', bedrockTask({ model: claude.haiku45, messages: [user, user], prompt: 'A refund.' }))
  step('begun', bedrockTask({ model: claude.haiku45, messages: [user, assistant] }))
  step('parts', bedrockTask({ model: claude.haiku45, messages: [user, assistant, { role: 'user', content: ['A', 'B'] }] }))
  return systemChain.keep()
})
