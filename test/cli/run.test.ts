/** `run`: one request to a chain from the terminal, with scripted answers, as somebody tries a path. */
import { afterAll, expect, test } from 'vitest'
import { temporaryProject } from '../support/project.ts'
import { call, callIn } from './io.ts'

const SOURCE = `import { Type, bedrockTask, chain, choice, claude, prompt, say, systemChain } from '../compiler/index.ts'

const model = claude.haiku45
const judge = prompt('Small talk? {{question}}')
export default chain(
  'helpdesk',
  { params: Type.Object({ tier: Type.Optional(Type.String()) }), answer: { model, system: 'Help.', maxTokens: 50 } },
  (step, { question }) => {
    const judged = step(
      'judged',
      bedrockTask({ model, prompt: judge({ question }), output: Type.Object({ smallTalk: Type.Boolean() }), retry: [] }),
    )
    return choice(judged.smallTalk, { true: say('Nice to meet you.'), false: systemChain.keep() })
  },
)
`
const DATA = `import { chain, result } from '../compiler/index.ts'

export default chain('echo', {}, (_, { question }) => result(question))
`
const project = temporaryProject({
  'chains/helpdesk.ts': SOURCE,
  'chains/echo.ts': DATA,
  'chains/broken.ts': DATA.replace("'echo'", "'brokn'"),
  'input.json': JSON.stringify({ question: 'Hello!', params: { tier: 'gold' } }),
  'wrong.json': JSON.stringify({ question: 'Hello!', params: { tier: 5 } }),
  'list.json': '[]',
  'answers.json': JSON.stringify({ judged: { json: { smallTalk: true } } }),
  'failing.json': JSON.stringify({ judged: [{ throw: { error: 'Bedrock.AccessDeniedException', cause: 'Not yours.' } }] }),
  'unknown.json': JSON.stringify({ juged: { text: '' } }),
})
afterAll(() => project.remove())
const times = (line: string) => line.replaceAll(/\d+ ms/g, '0 ms').replaceAll(/[\da-f]{8}-[\da-f-]+/g, 'ID')

test('the answer is printed, its path beside it', async () => {
  const called = await call(project.root, 'run', 'helpdesk', '-i', 'input.json', '--answers', 'answers.json', '--trace')
  expect({ ...called, error: called.error.map((line) => times(line).replaceAll(/ +/g, ' ')) }).toEqual({
    code: 0,
    out: ['Nice to meet you.'],
    error: [
      'helpdesk ID SUCCEEDED 0 ms',
      ' 0 ms 0 ms judged chains/helpdesk.ts:9',
      ' 0 ms 0 ms helpdesk chains/helpdesk.ts:13',
      ' 0 ms 0 ms true chains/helpdesk.ts:13',
    ],
  })
})

test('data is printed as JSON, and a question may be an option', async () => {
  expect(await call(project.root, 'run', 'echo', '--question', 'Anybody?')).toEqual({ code: 0, out: ['"Anybody?"'], error: [] })
})

test('the whole answer is told as JSON', async () => {
  const { code, out } = await call(project.root, 'run', 'helpdesk', '-q', 'Hi', '--answers', 'answers.json', '--json')
  expect({ code, told: JSON.parse(out.join('\n')) as unknown }).toEqual({
    code: 0,
    told: {
      text: 'Nice to meet you.',
      stopReason: 'end_turn',
      usage: { inputTokens: 0, outputTokens: 0, usd: 0 },
      workflow: {
        execution: expect.any(String) as string,
        chain: 'helpdesk',
        version: expect.any(String) as string,
        experiments: [],
        tokens: { input: expect.any(Number) as number, output: expect.any(Number) as number },
      },
    },
  })
})

test('a run that fails tells its path without being asked', async () => {
  const { code, out, error } = await call(project.root, 'run', 'helpdesk', '-q', 'Hi', '--answers', 'failing.json')
  expect({ code, out, error: error.map((line) => times(line).replaceAll(/ +/g, ' ')) }).toEqual({
    code: 1,
    out: [],
    error: [
      'workflow_failed: The workflow failed.',
      'helpdesk ID FAILED 0 ms',
      ' 0 ms - judged chains/helpdesk.ts:9',
      ' ! Bedrock.AccessDeniedException: Not yours.',
      'chains/helpdesk.ts:9 judged Bedrock.AccessDeniedException: Not yours.',
    ],
  })
})

test.each([
  [['run'], 'Name one chain: npm run run -- CHAIN --question TEXT. Chains: brokn, echo, helpdesk.'],
  [['run', 'helpdesc', '-q', 'Hi'], 'There is no chain "helpdesc". Did you mean helpdesk?'],
  [['run', 'x', '-q', 'Hi'], 'There is no chain "x". There are brokn, echo, helpdesk.'],
  [['run', 'helpdesk'], 'Say what to ask: --question TEXT, or --input FILE with {"question": "…"} or {"messages": […]}.'],
  [['run', 'helpdesk', '-i', 'none.json'], 'none.json cannot be read. Give the path of a file of JSON, or - for standard input.'],
  [['run', 'helpdesk', '-i', 'list.json'], 'list.json has to hold a JSON object.'],
  [['run', 'helpdesk', '-i', 'wrong.json'], 'invalid_request: params.tier must be a string.'],
  [
    ['run', 'helpdesk', '-q', 'Hi', '--answers', 'unknown.json'],
    'The answers cannot be used. "helpdesk" has no state "juged". It has: judged, helpdesk, true, false, judged.byTool.',
  ],
])('%j is told what is wrong', async (argv, error) => {
  expect(await call(project.root, ...argv)).toEqual({ code: 2, out: [], error: [error] })
})

test('a chain that is wrong is not run, whatever the others are', async () => {
  const { code, error } = await call(project.root, 'run', 'brokn', '-q', 'Hi')
  expect({ code, error }).toEqual({
    code: 1,
    error: [
      'chains/broken.ts:1:1  brokn  SC001  The chain "brokn" is in a file called chains/broken.ts. A chain is called as its file: rename one of them.',
    ],
  })
})

test('Ctrl-C ends it', async () => {
  const interrupted = callIn(
    { cwd: project.root, environment: { LOCAL_MODEL_PACE_MS: '600000' }, heard: () => undefined, aborted: true },
    'run',
    'echo',
    '-q',
    'Hi',
  )
  expect(await interrupted).toEqual({ code: 130, out: [], error: [] })
})
