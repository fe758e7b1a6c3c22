/** Wanted: an answer; the `return` is forgotten. */
import { chain, claude, retrieve, systemChain } from '../../../compiler/index.ts'

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const docs = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question }))
    systemChain.keep({ context: docs.passages })
  },
)
