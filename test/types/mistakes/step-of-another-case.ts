/** Wanted: in one case of a choice, what a step of the other case found. */
import { bedrockTask, chain, choice, claude, prompt, retrieve, systemChain, Type } from '../../../compiler/index.ts'

const isSmallTalk = prompt('Is this small talk? {{question}}')

export default chain(
  'search',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const small = step(
      'small',
      bedrockTask({ model: claude.haiku45, prompt: isSmallTalk({ question }), output: Type.Object({ talk: Type.Boolean() }) }),
    )
    return choice(small.talk, {
      true: systemChain.keep({ context: docs.passages }),
      false: (step) => {
        const docs = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question }))
        return systemChain.keep({ context: docs.passages })
      },
    })
  },
)
