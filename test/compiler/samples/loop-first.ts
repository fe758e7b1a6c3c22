import { bedrockTask, chain, claude, loop, prompt, result, Type } from '../../../compiler/index.ts'

const Draft = Type.Object({ text: Type.String(), good: Type.Boolean() })
const improve = prompt('Turn {{turn}}. Improve: {{text}}')

/** A loop that opens a chain: its start values have no edge to ride on. */
export default chain('loop-first', {}, (step, { question }) => {
  const draft = step(
    'draft',
    loop({ carry: Draft, start: { text: question, good: false }, max: 3, until: (draft) => draft.good }, (_, draft, turn) =>
      bedrockTask({ model: claude.haiku45, prompt: improve({ turn, text: draft.text }), output: Draft, attempts: 1 }),
    ),
  )
  return result({ text: draft.text })
})
