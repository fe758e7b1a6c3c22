/** Wanted: documents of one department; the test is spelled as in JavaScript. */
import { chain, claude, retrieve, systemChain } from '../../../compiler/index.ts'

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const docs = step(
      'docs',
      retrieve({
        knowledgeBase: 'KnowledgeBaseId',
        query: question,
        filter: { attribute: 'department', equal: 'sales' },
      }),
    )
    return systemChain.keep({ context: docs.passages })
  },
)
