/** Wanted: the text of a prompt; it is not called with its values. */
import { bedrockTask, chain, claude, prompt, systemChain } from '../../../compiler/index.ts'

const findKeywords = prompt('List keywords for: {{question}}')

export default chain('search', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (step) => {
  const keywords = step('keywords', bedrockTask({ model: claude.haiku45, prompt: findKeywords }))
  return systemChain.append(keywords.text)
})
