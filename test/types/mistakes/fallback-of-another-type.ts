/** Wanted: no passages where the search fails; the fallback has another shape. */
import { chain, claude, retrieve, systemChain, Type, value } from '../../../compiler/index.ts'

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const docs = step(
      'docs',
      retrieve({
        knowledgeBase: 'KnowledgeBaseId',
        query: question,
        catch: value(Type.Object({ text: Type.String() }), { text: 'Nothing was found.' }),
      }),
    )
    return systemChain.keep({ context: docs.passages })
  },
)
