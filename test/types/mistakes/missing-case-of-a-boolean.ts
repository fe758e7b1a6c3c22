/** Wanted: a way for small talk and one for the rest; the rest is forgotten. */
import { bedrockTask, chain, choice, claude, prompt, say, Type } from '../../../compiler/index.ts'

const isSmallTalk = prompt('Is this small talk? {{question}}')

export default chain('talk', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (step, { question }) => {
  const small = step(
    'small',
    bedrockTask({ model: claude.haiku45, prompt: isSmallTalk({ question }), output: Type.Object({ talk: Type.Boolean() }) }),
  )
  return choice(small.talk, { true: say('Hello!') })
})
