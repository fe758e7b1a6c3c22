/** Wanted: the output of the step `docs`. */
import { chain, claude, retrieve, systemChain } from '../../../compiler/index.ts'

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const documents = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question }))
    return systemChain.keep({ context: document.passages })
  },
)
