/** Wanted: in one branch of a parallel, what a step of the other branch said; they run at the same time. */
import { bedrockTask, chain, claude, parallel, prompt, systemChain } from '../../../compiler/index.ts'

const draft = prompt('Draft an answer to: {{question}}')
const improve = prompt('Improve this: {{text}}')

export default chain(
  'writer',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const both = step(
      'both',
      parallel({
        first: (step) => {
          const first = step('draft', bedrockTask({ model: claude.haiku45, prompt: draft({ question }) }))
          return first.text
        },
        second: bedrockTask({ model: claude.haiku45, prompt: improve({ text: first.text }) }),
      }),
    )
    return systemChain.append(both.first)
  },
)
