/** Wanted: data; but the chain says that a model answers. */
import { chain, claude, result } from '../../../compiler/index.ts'

export default chain('echo', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (_, { question }) =>
  result({ question }),
)
