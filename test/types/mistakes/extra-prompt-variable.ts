/** Wanted: the session in the prompt, whose template does not have it. */
import { bedrockTask, chain, claude, prompt, systemChain } from '../../../compiler/index.ts'

const translate = prompt('Translate into English: {{question}}')

export default chain(
  'translator',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question, session }) => {
    const english = step('english', bedrockTask({ model: claude.haiku45, prompt: translate({ question, session }) }))
    return systemChain.append(english.text)
  },
)
