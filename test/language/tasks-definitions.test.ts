/** Every kind of task in one machine, before judges of the language of state machines that are not ours. */
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import {
  Type,
  amazonNova,
  awsTask,
  bedrockTask,
  chain,
  claude,
  dynamodb,
  httpRequest,
  lambda,
  llama,
  map,
  mistral,
  parallel,
  result,
  retrieve,
  startWorkflow,
  substitution,
  tool,
  toolLoop,
  trust,
  value,
} from '../../compiler/index.ts'

type Validate = (definition: unknown) => { readonly isValid: boolean; readonly errors: readonly unknown[] }
// it comes without types
const validate = createRequire(import.meta.url)('asl-validator') as Validate

const Answer = Type.Object({ words: Type.Array(Type.String()), sure: Type.Boolean() })
const model = claude.haiku45
/** Why texts of others may be keys here. */
const NEVER_RUN = 'This machine is only validated.'
const brief = { timeout: 2, attempts: 1 } as const

const everything = chain('everything', {}, (step, { question, messages, session }) => {
  const { plain, own, mended } = step(
    'models',
    parallel({
      plain: bedrockTask({
        model,
        fallback: [amazonNova.lite, mistral.large],
        messages,
        prompt: 'Go on.',
        output: Answer,
        ...brief,
      }),
      own: parallel({
        claude: bedrockTask({ model, api: 'invoke', messages, ...brief }),
        llama: bedrockTask({ model: llama.maverick, api: 'invoke', messages, system: 'You help.', ...brief }),
        nova: bedrockTask({ model: amazonNova.pro, api: 'invoke', messages, output: Answer, ...brief }),
        mistral: bedrockTask({ model: mistral.small, api: 'invoke', prompt: question, ...brief }),
      }),
      mended: bedrockTask({
        model,
        prompt: question,
        output: Answer,
        repair: 1,
        catch: value(Answer, { words: [], sure: false }),
        ...brief,
      }),
    }),
  )
  const look = tool({
    description: 'Looks it up.',
    input: Type.Object({ id: Type.String() }),
    block: (step, { id }) => {
      const found = step('found', dynamodb.getItem({ table: 'T', key: { id: trust(id, NEVER_RUN) }, item: Answer, ...brief }))
      return lambda({ function: 'F', payload: found, result: Answer, ...brief })
    },
  })
  const agent = step('agent', toolLoop({ model, prompt: question, tools: { look }, maxTurns: 2, ...brief }))
  const pages = step(
    'pages',
    map(mended.words, (step, word) => {
      const { passages } = step('docs', retrieve({ knowledgeBase: 'K', query: word, minScore: 0.5, ...brief }))
      step('note', dynamodb.putItem({ table: 'T', item: { id: trust(word, NEVER_RUN), passages }, keyName: 'id', ...brief }))
      return httpRequest({ connection: 'C', url: 'https://a.example', path: [trust(word, NEVER_RUN)], result: Answer, ...brief })
    }),
  )
  step('next', startWorkflow({ stateMachine: 'NextArn', input: { agent: agent.text, session }, ...brief }))
  step(
    'keep',
    awsTask({
      service: 's3',
      action: 'putObject',
      arguments: { Bucket: substitution('Bucket'), Key: session, Body: agent.text },
      resources: ['arn:${AWS::Partition}:s3:::${Bucket}/*'],
      reason: 'Every session has a file of its own.',
      ...brief,
    }),
  )
  return result({ plain, own, pages })
})

it('a machine of every kind of task is accepted by our validation and by asl-validator', () => {
  const { output, problems } = compileChain(everything, { file: 'chains/everything.ts', readPrompt: () => undefined })
  expect(problems).toEqual([])
  const { isValid, errors } = validate(output?.definition)
  expect({ isValid, errors }).toEqual({ isValid: true, errors: [] })
})
