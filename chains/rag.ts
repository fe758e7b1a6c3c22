import {
  bedrockTask,
  chain,
  choice,
  claude,
  llama,
  parallel,
  prompt,
  promptFile,
  retrieve,
  systemChain,
  Type,
} from '../compiler/index.ts'

const searchQuery = prompt('{{question}}, {{keywords}}')
const isAnswered = Type.Object({
  value: Type.Boolean({ description: 'true if the question is answered already, or only a greeting' }),
})

/**
 * Answers from the knowledge base, unless the conversation already holds the answer.
 *
 * Two small models look at the conversation at the same time: one finds keywords for the search, one says whether a search
 * is needed at all. A search that is not needed is not paid for, and the final model is told why it has no documents.
 */
export default chain(
  'rag',
  {
    description: 'Answers from the knowledge base, unless the conversation already holds the answer.',
    examples: ['What is AWS Step Functions?', 'How does an Express workflow differ from a Standard one?', 'Hello!'],
    params: Type.Object({ tier: Type.Optional(Type.String()) }),
    answer: {
      model: claude.haiku45,
      system: promptFile('rag/system.hbs'),
      maxTokens: 1000,
      contentTag: 'document',
      allow: {
        models: [claude.haiku45, claude.haiku3],
        system: true,
        maxTokens: true,
        sampling: true,
        stopSequences: true,
        contentTag: true,
      },
    },
    substitutions: { KnowledgeBaseId: 'Id of the Bedrock knowledge base with the documents.' },
  },
  (step, { question, messages }) => {
    const { keywords, answered } = step(
      'analysis',
      parallel({
        keywords: bedrockTask({ model: claude.haiku45, prompt: promptFile('rag/keywords.hbs')({ question }), maxTokens: 150 }),
        answered: bedrockTask({
          model: llama.instruct8b,
          prompt: promptFile('rag/bypass.hbs')({ messages }),
          maxTokens: 50,
          temperature: 0.3,
          output: isAnswered,
        }),
      }),
    )

    return choice(answered.value, {
      true: systemChain.replaceTag('chain-information', promptFile('rag/no-search.hbs')()),
      false: (step) => {
        const docs = step(
          'docs',
          retrieve({
            knowledgeBase: 'KnowledgeBaseId',
            query: searchQuery({ question, keywords: keywords.text }),
            catch: (_, failure) => systemChain.replaceAll(promptFile('rag/search-failed.hbs')(), { context: [failure] }),
          }),
        )
        return systemChain.keep({ context: docs.passages })
      },
    })
  },
)
