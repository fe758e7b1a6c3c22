import { bedrockTask, chain, claude, promptFile, retrieve, systemChain } from '../../../index.ts'

/** Answers from the documents of a knowledge base, searched with keywords that a small model finds. */
export default chain(
  'new_chain',
  {
    description: 'Answers from the documents of a knowledge base.',
    answer: { model: claude.haiku45, system: promptFile('new_chain/system.hbs'), maxTokens: 800, contentTag: 'documents' },
    substitutions: { KnowledgeBaseId: 'Id of the Bedrock knowledge base with the documents.' },
  },
  (step, { question }) => {
    const keywords = step(
      'keywords',
      bedrockTask({ model: claude.haiku45, prompt: promptFile('new_chain/keywords.hbs')({ question }), maxTokens: 100 }),
    )
    const docs = step(
      'docs',
      retrieve({
        knowledgeBase: 'KnowledgeBaseId',
        query: keywords.text,
        catch: systemChain.append(promptFile('new_chain/search-failed.hbs')()),
      }),
    )
    return systemChain.keep({ context: docs.passages })
  },
)
