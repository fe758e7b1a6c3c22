/** `diff`: a chain's changes in its own terms, against a commit and against a machine that runs. */
import { execFileSync } from 'node:child_process'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readable } from '../../compiler/cli/diff/readable.ts'
import { startLocalAws } from '../../runtime/local/index.ts'
import type { LocalAws } from '../../runtime/local/index.ts'
import { temporaryProject } from '../support/project.ts'
import { call, callIn } from './io.ts'

const BEFORE = `import { bedrockTask, chain, claude, promptFile, systemChain, trust } from '../compiler/index.ts'

export default chain(
  'desk',
  { answer: { model: claude.haiku45, system: 'Be kind.', maxTokens: 500 } },
  (step, { question }) => {
    const words = step('words', bedrockTask({ model: claude.haiku45, prompt: promptFile('desk/words.hbs')({ question }), maxTokens: 100 }))
    return systemChain.append(trust(words.text, 'a test'))
  },
)
`
const AFTER = `import { bedrockTask, chain, claude, promptFile, retrieve, systemChain } from '../compiler/index.ts'

export default chain(
  'desk',
  { answer: { model: claude.haiku45, system: 'Be kind.', maxTokens: 700 } },
  (step, { question }) => {
    const words = step('words', bedrockTask({ model: claude.haiku45, prompt: promptFile('desk/words.hbs')({ question }), maxTokens: 150 }))
    const docs = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: words.text }))
    return systemChain.keep({ context: docs.passages })
  },
)
`
const OTHER = `import { chain, result } from '../compiler/index.ts'

export default chain('echo', {}, (_, { question }) => result(question))
`
const PROMPT = 'List keywords.\n\nBe quick.\n\nThe question:\n<question>{{question}}</question>\n'

const project = temporaryProject({ 'chains/desk.ts': BEFORE, 'chains/echo.ts': OTHER, 'chains/desk/words.hbs': PROMPT })
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: project.root })
let local: LocalAws
const environment = () => ({
  AWS_ENDPOINT_URL_SFN: local.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
})
let machine = ''

beforeAll(async () => {
  const { code, error } = await call(project.root, 'compile')
  if (code !== 0) throw new Error(error.join('\n'))
  git('init', '--quiet')
  git('add', 'chains', 'generated')
  git('commit', '--quiet', '--message', 'Before')
  local = await startLocalAws()
  const client = new SFNClient({
    endpoint: local.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: new NodeHttpHandler(),
  })
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({
      name: 'stepchain-desk',
      type: 'EXPRESS',
      roleArn: 'arn:aws:iam::123456789012:role/desk',
      definition: readFileSync(join(project.root, 'generated/desk.asl.json'), 'utf8'),
    }),
  )
  machine = stateMachineArn
  client.destroy()
})
afterAll(async () => {
  await local.close()
  project.remove()
})

describe('diff', () => {
  test('says that nothing differs', async () => {
    expect(await call(project.root, 'diff')).toEqual({ code: 0, out: ['No chain differs from HEAD.'], error: [] })
    expect(await callIn({ cwd: project.root, environment: environment() }, 'diff', 'desk', '--machine', machine)).toEqual({
      code: 0,
      out: [`No chain differs from ${machine}.`],
      error: [],
    })
  })

  describe('of a chain that has changed', () => {
    beforeAll(() => {
      project.write('chains/desk.ts', AFTER)
      project.write('chains/desk/words.hbs', PROMPT.replace('Be quick.', 'Be thorough.').replace('keywords', 'search keywords'))
      project.write('chains/fresh.ts', OTHER.replace('echo', 'fresh'))
      project.write('chains/echo.ts', '')
    })

    test('tells states as states, prompts as text, and calls out what it may do more', async () => {
      const { code, out, error } = await call(project.root, 'diff')
      expect({ code, error }).toEqual({ code: 0, error: [] })
      expect(out.join('\n')).toMatchInlineSnapshot(`
        "desk
         states
          ~ words  Task
              Arguments.Messages[0].Content[0].Text:
                - List keywords.
                + List search keywords.

                - Be quick.
                + Be thorough.

                  The question:
                  <question>{{question}}</question>
              Arguments.InferenceConfig.MaxTokens: 100 → 150
              Next: desk → docs
          + docs  Task
          ~ desk  Succeed
              Output.context_data: [] → {{docs.passages}}
              Output.system_chain_data: {"system_chain_prompt":"{% $words.text %}","operation":"APPEND"} → nothing
         settings
          answer.maxTokens: 500 → 700
          substitutions.KnowledgeBaseId: nothing → {"description":"Id of the Bedrock knowledge base."}
         permissions
          ! may now  bedrock:Retrieve on arn:\${AWS::Partition}:bedrock:\${AWS::Region}:\${AWS::AccountId}:knowledge-base/\${KnowledgeBaseId}  (state machine)
         worst case
          seconds: 93 → 126
          states: 2 → 3
          inputTokens: 15911 → 29753
          outputTokens: 800 → 1150
          usd: 0.019911 → 0.035503

        - echo is gone
         states
          - echo  Succeed

        + fresh is new
         states
          + fresh  Succeed

        ! 1 more permission than HEAD: read it before this is deployed."
      `)
    })

    test('tells of a deployed machine what can be known of it', async () => {
      const { out } = await callIn({ cwd: project.root, environment: environment() }, 'diff', 'desk', '--machine', machine)
      expect(out.join('\n')).toMatchInlineSnapshot(`
        "desk
         states
          ~ words  Task
              Arguments.Messages[0].Content[0].Text:
                - List keywords.
                + List search keywords.

                - Be quick.
                + Be thorough.

                  The question:
                  <question>{{question}}</question>
              Arguments.InferenceConfig.MaxTokens: 100 → 150
              Next: desk → docs
          + docs  Task
          ~ desk  Succeed
              Output.context_data: [] → {{docs.passages}}
              Output.system_chain_data: {"system_chain_prompt":"{% $words.text %}","operation":"APPEND"} → nothing
         permissions
          ! may now  bedrock:Retrieve on arn:\${AWS::Partition}:bedrock:\${AWS::Region}:\${AWS::AccountId}:knowledge-base/\${KnowledgeBaseId}  (state machine)

        ! 1 more permission than arn:aws:states:us-east-1:123456789012:stateMachine:stepchain-desk: read it before this is deployed."
      `)
    })

    test('tells all as JSON', async () => {
      const { out } = await call(project.root, 'diff', 'fresh', '--json')
      expect(JSON.parse(out.join('\n'))).toEqual({
        against: 'HEAD',
        chains: [
          {
            chain: 'fresh',
            change: 'added',
            states: [{ state: 'fresh', change: 'added', type: 'Succeed', differences: [] }],
            settings: [],
            permissions: [],
            worstCase: [],
          },
        ],
      })
    })
  })

  test.each([
    [['diff', 'dsk'], 'There is no chain "dsk". Did you mean desk?'],
    [
      ['diff', '--against', 'no-such'],
      'no-such cannot be compared with: Needed a single revision. Name a commit of this repository.',
    ],
    [['diff', '--against', 'HEAD', '--stack'], 'Compare with one thing: --against and --stack cannot be given together.'],
    [['diff', '--machine', 'arn:x'], 'Name the one chain that --machine is compared with: npm run diff -- CHAIN --machine ARN'],
  ])('%j is told what is wrong', async (argv, error) => {
    expect(await call(project.root, ...argv)).toEqual({ code: 2, out: [], error: [error] })
  })

  test('says so where AWS cannot be asked', async () => {
    const nowhere = { ...environment(), AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:1' }
    expect(await callIn({ cwd: project.root, environment: nowhere }, 'diff', 'desk', '--machine', machine)).toEqual({
      code: 1,
      out: [],
      error: [
        'What is deployed cannot be asked: AWS cannot be reached from here (ECONNREFUSED). npm run doctor says what is missing.',
      ],
    })
  })
})

describe('an expression that is read', () => {
  test.each([
    ['plain text', 'plain text'],
    ['{% $docs.passages %}', '{{docs.passages}}'],
    [String.raw`{% $join(["Sum up: \"", $summary.text, "\".\n"]) %}`, 'Sum up: "{{summary.text}}".\n'],
    ['{% $a.n > 3 ? "many" : "few" %}', '{{$a.n > 3 ?}}many{{:}}few'],
  ])('%s', (expression, read) => {
    expect(readable(expression)).toBe(read)
  })
})
