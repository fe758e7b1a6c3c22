/** Wanted: the sources of the passages; the function of a passage has no return. */
import { chain, lists, result, retrieve } from '../../../compiler/index.ts'

export default chain('sources', {}, (step, { question }) => {
  const { passages } = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question }))
  const sources = lists.map(passages, (passage) => {
    passage.source
  })
  return result({ sources })
})
