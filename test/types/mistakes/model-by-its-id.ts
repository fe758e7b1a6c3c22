/** Wanted: a model; named by its id instead of taken from the catalogue. */
import { chain, systemChain } from '../../../compiler/index.ts'

export default chain(
  'brief',
  { answer: { model: 'anthropic.claude-haiku-4-5-20251001-v1:0', system: 'You help.', maxTokens: 200 } },
  () => systemChain.append('Be brief.'),
)
