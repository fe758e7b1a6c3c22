/** Wanted: at most 100 tokens; the option is spelled as in the API. */
import { bedrockTask, chain, claude, prompt, systemChain } from '../../../compiler/index.ts'

const findKeywords = prompt('List keywords for: {{question}}')

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const keywords = step('keywords', bedrockTask({ model: claude.haiku45, prompt: findKeywords({ question }), max_tokens: 100 }))
    return systemChain.append(keywords.text)
  },
)
