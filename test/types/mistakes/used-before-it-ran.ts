/** Wanted: a search by the keywords, which are made only after it. */
import { bedrockTask, chain, claude, prompt, retrieve, systemChain } from '../../../compiler/index.ts'

const findKeywords = prompt('List keywords for: {{question}}')

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const docs = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: keywords.text }))
    const keywords = step('keywords', bedrockTask({ model: claude.haiku45, prompt: findKeywords({ question }) }))
    return systemChain.keep({ context: docs.passages })
  },
)
