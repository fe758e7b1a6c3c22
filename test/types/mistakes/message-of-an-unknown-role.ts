/** Wanted: a system prompt; written as a message, as another API takes it. */
import { bedrockTask, chain, claude, say } from '../../../compiler/index.ts'

export default chain(
  'brief',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { messages }) => {
    const said = step(
      'said',
      bedrockTask({
        model: claude.haiku45,
        messages: [{ role: 'system', content: 'Be brief.' }, messages],
      }),
    )
    return say(said.text)
  },
)
