/** Wanted: the item that was found; there may be none. */
import { bedrockTask, chain, claude, dynamodb, say, Type } from '../../../compiler/index.ts'

const Order = Type.Object({ id: Type.String(), state: Type.String() })

export default chain(
  'order',
  { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const found = step('found', dynamodb.getItem({ table: 'Orders', key: { id: question }, item: Order }))
    const said = step('said', bedrockTask({ model: claude.haiku45, prompt: found.item.state }))
    return say(said.text)
  },
)
