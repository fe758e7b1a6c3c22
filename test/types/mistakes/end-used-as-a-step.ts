/** Wanted: to go on after the chain's end: `say` gives nothing to go on with. */
import { chain, claude, say, systemChain } from '../../../compiler/index.ts'

export default chain('hello', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (step) => {
  const hello = step('hello', say('Hello!'))
  return systemChain.append(hello.text)
})
