/** What `npm start` runs, for a test: chains of its own, local AWS, the runtime with its playground, and a model that the test plays. */
import { compileProject } from '../../../compiler/cli/project.ts'
import { startLocalStack } from '../../../compiler/cli/local-stack.ts'
import type { LocalStack } from '../../../compiler/cli/local-stack.ts'
import { temporaryProject } from '../../support/project.ts'
import { startModelServer } from './model-server.ts'
import type { ModelServer } from './model-server.ts'

/** What stands in a chain or a document and must stay text wherever it is shown. */
export const HOSTILE = `<img src=x onerror="window.hacked=1"><script>window.hacked=2</script><a href="javascript:window.hacked=3">x</a>`

const DESK = `import { bedrockTask, chain, choice, claude, parallel, prompt, retrieve, split, systemChain, Type } from '../compiler/index.ts'

const keywords = prompt('Keywords for: {{question}}')
const judge = prompt('Is this small talk? {{question}}')
const Judged = Type.Object({ smallTalk: Type.Boolean() })

export default chain(
  'desk',
  {
    description: 'Answers from the documents.',
    examples: ['How do kettles work?', 'Hello!'],
    params: Type.Object({
      tier: Type.Union([Type.Literal('gold'), Type.Literal('none')], { description: 'What the customer pays for' }),
      pages: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
    }),
    answer: {
      model: claude.haiku45,
      system: 'You help.<style></style>',
      maxTokens: 500,
      allow: { models: [claude.haiku3], system: true, maxTokens: true, sampling: true },
    },
  },
  (step, { question, session }) => {
    const { judged } = step('look', parallel({
      keywords: bedrockTask({ model: claude.haiku45, prompt: keywords({ question }) }),
      judged: bedrockTask({ model: claude.haiku45, prompt: judge({ question }), output: Judged }),
    }))
    return choice(judged.smallTalk, {
      true: choice(split('tone', session, { warm: 50, dry: 50 }), {
        warm: systemChain.replaceTag('style', 'Be warm.'),
        dry: systemChain.replaceTag('style', 'Be dry.'),
      }),
      false: (step) => {
        const docs = step('docs', retrieve({
          knowledgeBase: 'KnowledgeBaseId',
          query: question,
          catch: (_, failure) => systemChain.append('The search failed: say so.', { context: [failure] }),
        }))
        return systemChain.keep({ context: docs.passages })
      },
    })
  },
)
`

const COUNT = `import { bedrockTask, chain, claude, map, prompt, result, Type } from '../compiler/index.ts'

const Parts = Type.Object({ parts: Type.Array(Type.String()) })
const split = prompt('Parts of: {{question}}')
const look = prompt('Look at {{part}}')

export default chain('count', { description: ${JSON.stringify(HOSTILE)} }, (step, { question }) => {
  const { parts } = step('split', bedrockTask({ model: claude.haiku45, prompt: split({ question }), output: Parts }))
  const looked = step('each', map(parts, (_, part) => bedrockTask({ model: claude.haiku45, prompt: look({ part }) })))
  return result({ looked })
})
`

const KETTLES = `# Kettles ${HOSTILE}

A kettle boils water. ${HOSTILE}
`

export interface TestStack extends LocalStack {
  readonly url: string
  readonly model: ModelServer
}

/** Answers the steps of the chains above, and leaves the last call to `last`. */
export const steps =
  (last: ModelServer['script'], smallTalk = false): ModelServer['script'] =>
  (asked, saying) => {
    if (asked.question.startsWith('Keywords for')) return saying.say('kettles')
    if (asked.question.startsWith('Is this small talk')) return saying.say(JSON.stringify({ smallTalk }))
    if (asked.question.startsWith('Parts of')) return saying.say(JSON.stringify({ parts: ['lid', 'spout', 'handle'] }))
    if (asked.question.startsWith('Look at')) return saying.say(`The ${asked.question.slice(8)} is fine.`)
    return last(asked, saying)
  }

export async function startStack(environment: NodeJS.ProcessEnv = {}): Promise<TestStack> {
  const project = temporaryProject({
    'chains/desk.ts': DESK,
    'chains/count.ts': COUNT,
    'chains/knowledge/kettles.md': KETTLES,
  })
  const model = await startModelServer()
  const stack = await startLocalStack(await compileProject(project.root), {
    cwd: project.root,
    environment: { PORT: '0', LOCAL_AWS_PORT: '0', LOCAL_MODEL_URL: model.url, ...environment },
    log: () => {},
    warn: () => {},
    playground: true,
    call: 'npm start',
  })
  return {
    ...stack,
    url: stack.runtime.url,
    model,
    close: async () => {
      await stack.close()
      await model.close()
      project.remove()
    },
  }
}
