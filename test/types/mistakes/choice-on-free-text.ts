/** Wanted: a choice on what a model said, which can be any text. */
import { bedrockTask, chain, choice, claude, prompt, systemChain } from '../../../compiler/index.ts'

const classify = prompt('Is this about billing? Say yes or no. {{question}}')

export default chain('desk', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (step, { question }) => {
  const said = step('said', bedrockTask({ model: claude.haiku45, prompt: classify({ question }) }))
  return choice(said.text, { yes: systemChain.append('It is about billing.'), no: systemChain.keep() })
})
