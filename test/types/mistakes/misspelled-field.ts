/** Wanted: the passages of the search, in the context of the answer. */
import { chain, claude, retrieve, systemChain } from '../../../compiler/index.ts'

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const docs = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question }))
    return systemChain.keep({ context: docs.pasages })
  },
)
