/** Wanted: the question in a prompt that has no variable at all. */
import { chain, claude, prompt, systemChain } from '../../../compiler/index.ts'

const beBrief = prompt('Be brief.')

export default chain('brief', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (_, { question }) =>
  systemChain.append(beBrief({ question })),
)
