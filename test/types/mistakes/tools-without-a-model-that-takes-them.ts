/** Wanted: a model with tools; Llama 3 takes none. */
import { chain, llama, retrieve, say, tool, toolLoop, Type } from '../../../compiler/index.ts'

const search = tool({
  description: 'Searches the handbook.',
  input: Type.Object({ query: Type.String() }),
  block: (_, { query }) => retrieve({ knowledgeBase: 'KnowledgeBaseId', query }),
})

export default chain(
  'agent',
  { answer: { model: llama.maverick, system: 'You help.', maxTokens: 200 } },
  (step, { question }) => {
    const agent = step('agent', toolLoop({ model: llama.instruct8b, prompt: question, tools: { search }, maxTurns: 3 }))
    return say(agent.text)
  },
)
