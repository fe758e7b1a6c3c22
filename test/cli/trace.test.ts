/** `trace`: log events of Express workflows, and executions of local AWS, as a path in lines of the source. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { machineArn, placeOf, startLocalAws } from '../../runtime/local/index.ts'
import type { LocalAws } from '../../runtime/local/index.ts'
import { temporaryProject } from '../support/project.ts'
import { call, callIn } from './io.ts'

const SOURCE = `import { Type, bedrockTask, chain, claude, parallel, result, value } from '@/compiler/index.ts'

const model = claude.haiku45
export default chain('asks', {}, (step, { question }) => {
  const both = step('both', parallel({
    one: bedrockTask({ model, prompt: question }),
    two: bedrockTask({ model, prompt: question, retry: [], catch: value(Type.Object({ text: Type.String() }), { text: '' }) }),
  }))
  return result(both)
})
`
const project = temporaryProject({ 'chains/asks.ts': SOURCE.replace('@/compiler', '../compiler') })
afterAll(() => project.remove())
// what was written where is known once the chain is compiled
beforeAll(async () => {
  const { code, error } = await call(project.root, 'compile')
  if (code !== 0) throw new Error(error.join('\n'))
})

type Event = readonly [id: number, type: string, previous: number, at: number, details?: object]
const line = (execution: string, [id, type, previous, at, details = {}]: Event) =>
  JSON.stringify({
    id: String(id),
    type,
    details,
    previous_event_id: String(previous),
    event_timestamp: String(1_700_000_000_000 + at),
    execution_arn: `arn:aws:states:eu-west-1:123456789012:express:stepchain-asks:${execution}:0a1b`,
    redrive_count: '0',
  })
const wrong = { error: 'Bedrock.ThrottlingException', cause: 'Too many\nrequests.' }
const FAILED: readonly Event[] = [
  [1, 'ExecutionStarted', 0, 0],
  [2, 'ParallelStateEntered', 0, 10, { name: 'both' }],
  [3, 'ParallelStateStarted', 2, 10],
  [4, 'TaskStateEntered', 3, 11, { name: 'both.one' }],
  [5, 'TaskStateEntered', 3, 12, { name: 'both.two' }],
  [6, 'TaskScheduled', 4, 12, { resource: 'converse' }],
  [7, 'TaskScheduled', 5, 13, { resource: 'converse' }],
  [8, 'TaskSucceeded', 6, 300],
  [9, 'TaskStateExited', 8, 301, { name: 'both.one' }],
  [10, 'TaskFailed', 7, 400, wrong],
  [11, 'ExecutionFailed', 10, 402, wrong],
]
const GOOD: readonly Event[] = [
  [1, 'ExecutionStarted', 0, 0],
  [2, 'ParallelStateEntered', 0, 1, { name: 'both' }],
  [3, 'ParallelStateStarted', 2, 1],
  [4, 'TaskStateEntered', 3, 2, { name: 'both.one' }],
  [5, 'TaskStateExited', 4, 20, { name: 'both.one' }],
  [6, 'ParallelStateSucceeded', 5, 21],
  [7, 'ParallelStateExited', 6, 21, { name: 'both' }],
  [8, 'SucceedStateEntered', 7, 22, { name: 'asks' }],
  [9, 'SucceedStateExited', 8, 22, { name: 'asks' }],
  [10, 'ExecutionSucceeded', 9, 23],
]
const FAILED_TOLD = [
  'stepchain-asks  e1  FAILED  402 ms',
  '    10 ms        -  both        chains/asks.ts:5',
  '    11 ms   290 ms    both.one  chains/asks.ts:6',
  '    12 ms        -    both.two  chains/asks.ts:7',
  '                      ! Bedrock.ThrottlingException: Too many requests.',
  'chains/asks.ts:7  both.two  Bedrock.ThrottlingException: Too many requests.',
]
const traced = async (text: string) => {
  writeFileSync(join(project.root, 'events.log'), text)
  return call(project.root, 'trace', 'events.log')
}

describe('log events', () => {
  test('are the path of an execution, with its errors where they were written, in whatever order they come', async () => {
    const lines = FAILED.map((event) => line('e1', event))
    expect(await traced(lines.toReversed().join('\n'))).toEqual({ code: 0, out: FAILED_TOLD, error: [] })
  })

  test('of several executions are told one after the other, as aws logs tail and filter-log-events print them', async () => {
    const good = [
      'stepchain-asks  e2  SUCCEEDED  23 ms',
      '     1 ms    20 ms  both        chains/asks.ts:5',
      '     2 ms    18 ms    both.one  chains/asks.ts:6',
      '    22 ms     0 ms  asks        chains/asks.ts:9',
    ]
    const lines = [...FAILED.map((event) => line('e1', event)), ...GOOD.map((event) => line('e2', event))]
    const tail = lines.map((one) => `2026-01-01T00:00:00.000000+00:00 states/asks/1 ${one}`).join('\n')
    const answer = JSON.stringify({ events: lines.map((message) => ({ message, timestamp: 1 })) }, null, 2)
    const expected = { code: 0, out: [...FAILED_TOLD, '', ...good], error: [] }
    expect([await traced(tail), await traced(answer)]).toEqual([expected, expected])
  })

  test('that are cut tell as far as they go', async () => {
    expect(
      (
        await traced(
          `not JSON\n{"a":1}\n${FAILED.slice(0, 4)
            .map((event) => line('e1', event))
            .join('\n')}`,
        )
      ).out,
    ).toEqual([
      'stepchain-asks  e1  RUNNING',
      '    10 ms        -  both        chains/asks.ts:5',
      '    11 ms        -    both.one  chains/asks.ts:6',
    ])
  })
})

describe('an execution on local AWS', () => {
  let aws: LocalAws
  afterAll(() => aws.close())
  test('is told by its name, with what was caught', async () => {
    const definition = JSON.parse(readFileSync(join(project.root, 'generated/asks.asl.json'), 'utf8')) as object
    aws = await startLocalAws({ machines: [{ name: 'asks', definition }] })
    const answers = { 'both.two': [{ throw: { error: 'Bedrock.ValidationException', cause: 'No.' } }] }
    await fetch(`${aws.url}/_local/answers`, { method: 'PUT', body: JSON.stringify({ stateMachine: 'asks', answers }) })
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
    const client = new SFNClient({ endpoint: aws.url, region: 'us-east-1', credentials, disableHostPrefix: true })
    const input = JSON.stringify({ PromptInput: [{ role: 'user', content: 'Why?' }], state_machine_custom_params: {} })
    await client.send(new StartSyncExecutionCommand({ stateMachineArn: machineArn(placeOf({}), 'asks'), name: 'e3', input }))
    const { code, out } = await callIn({ cwd: project.root, environment: { AWS_ENDPOINT_URL_SFN: aws.url } }, 'trace', 'e3')
    const plain = out.map((one) => one.replaceAll(/\d+ ms/g, 'N ms').replaceAll(/ +/g, ' '))
    expect({
      code,
      first: plain[0],
      wrong: plain.filter((one) => one.includes('!')),
      places: plain.filter((one) => one.includes('.ts:')),
    }).toEqual({
      code: 0,
      first: 'asks e3 SUCCEEDED N ms',
      wrong: [' ! Bedrock.ValidationException: No.'],
      places: expect.arrayContaining([
        ' N ms N ms both chains/asks.ts:5',
        ' N ms N ms both.one chains/asks.ts:6',
        ' N ms N ms both.two chains/asks.ts:7',
      ]) as string[],
    })
  })

  test('that it does not know is named', async () =>
    expect(await callIn({ cwd: project.root, environment: { AWS_ENDPOINT_URL_SFN: aws.url } }, 'trace', 'e9')).toEqual({
      code: 2,
      out: [],
      error: [`Local AWS at ${aws.url} has no execution e9; it keeps the last hundred.`],
    }))
})

test.each<[string, readonly string[], RegExp]>([
  ['nothing', [], /^Name one execution or one file\.\n\nnpm run trace/],
  ['two things', ['a', 'b'], /^Name one execution or one file\./],
  ['a file of something else', ['chains/asks.ts'], /^chains\/asks\.ts has no event of an Express workflow in it/],
  ['neither a file nor local AWS', ['e1'], /^There is no file e1, and no local AWS at http:\/\/127\.0\.0\.1:1 /],
])('%s is a wrong call', async (_, given, message) => {
  const { code, error } = await callIn({ cwd: project.root, environment: { LOCAL_AWS_PORT: '1' } }, 'trace', ...given)
  expect([code, message.test(error.join('\n'))]).toEqual([2, true])
})
