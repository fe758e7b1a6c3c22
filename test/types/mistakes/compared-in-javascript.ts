/** Wanted: a way of its own for a known session; compared before the chain runs. */
import { chain, claude, say, systemChain } from '../../../compiler/index.ts'

export default chain('session', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (_, { session }) =>
  session === 'demo' ? say('This is a demonstration.') : systemChain.keep(),
)
