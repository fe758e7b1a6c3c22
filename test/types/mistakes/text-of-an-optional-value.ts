/** Wanted: the last message in capitals; there may be no last message. */
import { chain, lists, result, texts } from '../../../compiler/index.ts'

export default chain('shout', {}, (_, { messages }) => {
  const shout = texts.upper(lists.last(messages).content)
  return result({ shout })
})
