import { afterAll, beforeAll, expect, test } from 'vitest'
import { START, startAws } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

const RETRIEVE = 'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve'
const machine = {
  QueryLanguage: 'JSONata',
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: { Type: 'Pass', Output: 'l', End: true } } },
        {
          StartAt: 'Right',
          States: {
            Right: {
              Type: 'Task',
              Resource: RETRIEVE,
              Arguments: { KnowledgeBaseId: 'GONE', RetrievalQuery: { Text: 'x' } },
              Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }],
              End: true,
            },
            Sorry: { Type: 'Pass', Output: 'r', End: true },
          },
        },
      ],
      Assign: { both: '{% $states.result %}' },
      Next: 'Done',
    },
    Done: { Type: 'Succeed', Output: '{% $both %}' },
  },
}
const at = new Date(START).toISOString()
const arn = expect.stringMatching(/^arn:aws:states:us-east-1:123456789012:express:machine:run:/) as unknown

let aws: TestAws
beforeAll(async () => {
  aws = await startAws()
  await aws.create('machine', machine)
  await aws.create('echo', { StartAt: 'Echo', States: { Echo: { Type: 'Pass', End: true } } })
})
afterAll(() => aws.close())

test('an execution is listed with every state, its input and its output', async () => {
  await aws.run('machine', { q: 1 })
  const cause = expect.stringMatching(/^Knowledge Base with id GONE does not exist/) as unknown
  const error = 'BedrockAgentRuntime.ResourceNotFoundException'
  const given = { KnowledgeBaseId: 'GONE', RetrievalQuery: { Text: 'x' } }
  expect(await aws.control('GET', 'executions')).toEqual({
    status: 200,
    body: {
      executions: [
        {
          executionArn: arn,
          stateMachine: 'machine',
          name: 'run',
          input: { q: 1 },
          startDate: at,
          stopDate: at,
          status: 'SUCCEEDED',
          output: ['l', 'r'],
          statesLeftOut: 0,
          states: [
            {
              state: 'Both',
              enteredAt: at,
              exitedAt: at,
              input: { q: 1 },
              output: ['l', 'r'],
              assigned: { both: ['l', 'r'] },
              next: 'Done',
              tasks: [],
            },
            {
              state: 'Left',
              within: [{ state: 'Both', branch: 0 }],
              enteredAt: at,
              exitedAt: at,
              input: { q: 1 },
              output: 'l',
              tasks: [],
            },
            {
              state: 'Right',
              within: [{ state: 'Both', branch: 1 }],
              enteredAt: at,
              exitedAt: at,
              input: { q: 1 },
              output: { Error: error, Cause: cause },
              next: 'Sorry',
              caught: { error, cause, next: 'Sorry' },
              tasks: [{ resource: RETRIEVE, attempt: 0, arguments: given, error, cause }],
            },
            {
              state: 'Sorry',
              within: [{ state: 'Both', branch: 1 }],
              enteredAt: at,
              exitedAt: at,
              input: { Error: error, Cause: cause },
              output: 'r',
              tasks: [],
            },
            { state: 'Done', enteredAt: at, exitedAt: at, input: ['l', 'r'], output: ['l', 'r'], tasks: [] },
          ],
        },
      ],
    },
  })
})

test('events are told live', async () => {
  const abort = new AbortController()
  const response = await fetch(`${aws.url}/_local/events`, { signal: abort.signal })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  await aws.run('echo', { hello: 'there' })
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (text.includes('ExecutionSucceeded') && text.endsWith('\n\n')) break
  }
  abort.abort()
  const events = [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, name, data]) => {
    const { executionArn, ...told } = JSON.parse(data as string) as { executionArn: string }
    return [name, executionArn.includes(':express:echo:run:'), told]
  })
  const common = { at: START, stateMachine: 'echo' }
  expect(events).toEqual([
    ['ExecutionStarted', true, { type: 'ExecutionStarted', input: { hello: 'there' }, ...common }],
    ['StateEntered', true, { type: 'StateEntered', state: 'Echo', input: { hello: 'there' }, ...common }],
    ['StateExited', true, { type: 'StateExited', state: 'Echo', output: { hello: 'there' }, ...common }],
    ['ExecutionSucceeded', true, { type: 'ExecutionSucceeded', output: { hello: 'there' }, ...common }],
  ])
})

test('what is wrong with the chains is told to whoever listens later as well, until it is right', async () => {
  const problem = { code: 'SC001', severity: 'error', file: 'chains/a.ts', line: 1, column: 2, what: 'It is wrong.' } as const
  /** The first events that a new listener hears, once it listens. */
  const heard = async (then: () => void, last: string) => {
    const abort = new AbortController()
    const response = await fetch(`${aws.url}/_local/events`, { signal: abort.signal })
    then()
    let text = ''
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece
      if (text.includes(last)) break
    }
    abort.abort()
    return [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, name, data]) => [name, JSON.parse(data as string)])
  }
  const reloaded = () => aws.tell({ type: 'chains', chains: ['a'] })
  aws.tell({ type: 'problems', problems: [problem] })
  const wrong = await heard(reloaded, 'event: chains')
  aws.tell({ type: 'problems', problems: [] })
  expect([wrong, await heard(reloaded, 'event: chains')]).toEqual([
    [
      ['problems', { problems: [problem] }],
      ['chains', { chains: ['a'] }],
    ],
    [['chains', { chains: ['a'] }]],
  ])
})

test('the last hundred are kept, newest first, until everything is reset', async () => {
  for (let turn = 0; turn < 110; turn += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => aws.run('echo', { turn: turn + index })))
  }
  const { body } = await aws.control('GET', 'executions?stateMachine=echo')
  const turns = (body as { executions: { input: { turn: number } }[] }).executions.map(({ input }) => input.turn)
  expect(turns.length).toBe(100)
  expect(new Set(turns.slice(0, 10))).toEqual(new Set(Array.from({ length: 10 }, (_, index) => 100 + index)))
  expect(await aws.control('POST', 'reset')).toEqual({ status: 200, body: { ok: true } })
  expect(await aws.control('GET', 'executions')).toEqual({ status: 200, body: { executions: [] } })
})

test('an unknown route lists the ones there are', async () => {
  expect(await aws.control('GET', 'nothing')).toEqual({
    status: 404,
    body: {
      message:
        'There is no GET /_local/nothing. There are PUT and DELETE of answers, faults and permissions, GET executions, GET events and POST reset under /_local/.',
    },
  })
})
