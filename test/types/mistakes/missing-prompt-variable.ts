/** Wanted: a prompt with the question and its language; the language is forgotten. */
import { bedrockTask, chain, claude, prompt, systemChain } from '../../../compiler/index.ts'

const translate = prompt('Translate into {{language}}: {{question}}')

export default chain(
  'translator',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const english = step('english', bedrockTask({ model: claude.haiku45, prompt: translate({ question }) }))
    return systemChain.append(english.text)
  },
)
