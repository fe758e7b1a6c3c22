/** Wanted: what the search found; asked of the step that made the keywords. */
import { bedrockTask, chain, claude, prompt, retrieve, systemChain } from '../../../compiler/index.ts'

const findKeywords = prompt('List keywords for: {{question}}')

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const keywords = step('keywords', bedrockTask({ model: claude.haiku45, prompt: findKeywords({ question }) }))
    step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: keywords.text }))
    return systemChain.keep({ context: keywords.passages })
  },
)
