/** Wanted: the conversation with another message; there is no such role. */
import { chain, lists, result } from '../../../compiler/index.ts'

export default chain('conversation', {}, (_, { messages, question }) => {
  const grown = lists.append(messages, { role: 'system', content: question })
  return result({ grown })
})
