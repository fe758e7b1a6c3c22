import { ConverseCommand, ConverseStreamCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CLAUDE, drain, oneTask, refused, startAws, textOf, user } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

let aws: TestAws
beforeAll(async () => {
  aws = await startAws()
  await aws.create('pass', {
    QueryLanguage: 'JSONata',
    StartAt: 'P',
    States: { P: { Type: 'Pass', Output: { ok: true }, End: true } },
  })
  await aws.create(
    'ask',
    oneTask({
      Resource: 'arn:aws:states:::aws-sdk:bedrockruntime:converse',
      Arguments: { ModelId: CLAUDE, Messages: [{ Role: 'user', Content: [{ Text: 'hello' }] }] },
      Output: '{% $states.result.StopReason %}',
      Retry: [{ ErrorEquals: ['BedrockRuntime.ThrottlingException'], IntervalSeconds: 2, MaxAttempts: 2 }],
      TimeoutSeconds: 30,
    }),
  )
})
beforeEach(() => aws.control('DELETE', 'faults'))
afterAll(() => aws.close())

const faults = async (...list: unknown[]) =>
  expect(await aws.control('PUT', 'faults', { faults: list })).toEqual({ status: 200, body: { ok: true } })
const request = { modelId: CLAUDE, messages: [user('hello')] }
/** Of "Hello! What would you like to know?" */
const WORDS = 7

describe.each(['http1', 'http2'] as const)('a model over %s', (protocol) => {
  const converse = () => aws.bedrock[protocol].send(new ConverseCommand(request))
  const stream = async () => drain((await aws.bedrock[protocol].send(new ConverseStreamCommand(request))).stream)

  test('throttles so many calls, after so many that go well', async () => {
    await faults({ on: 'model', kind: 'throttle', skip: 1, times: 1 })
    expect((await converse()).stopReason).toBe('end_turn')
    expect(await refused(converse())).toEqual({
      name: 'ThrottlingException',
      message: 'Too many requests, please wait before trying again.',
      status: 429,
    })
    expect((await converse()).stopReason).toBe('end_turn')
  })

  test('fails with any error', async () => {
    await faults({ on: 'model', kind: 'fail' })
    expect(await refused(converse())).toMatchObject({ name: 'InternalServerException', status: 500 })
    await faults({ on: 'model', kind: 'fail', error: 'ModelNotReadyException', message: 'warming up' })
    expect(await refused(converse())).toEqual({ name: 'ModelNotReadyException', message: 'warming up', status: 429 })
    await faults({ on: 'model', operation: 'ConverseStream', kind: 'fail', status: 403, error: 'AccessDeniedException' })
    expect((await converse()).stopReason).toBe('end_turn')
    expect(await refused(stream())).toMatchObject({ name: 'AccessDeniedException', status: 403 })
  })

  test('resets before it answers', async () => {
    await faults({ on: 'model', kind: 'reset' })
    expect((await refused(converse())).status).toBeUndefined()
  })

  test('resets in mid-stream', async () => {
    await faults({ on: 'model', kind: 'reset', after: 2 })
    const { events } = await stream()
    expect(textOf(events).split(' ').filter(Boolean).length).toBeLessThanOrEqual(2)
    expect(events.some((event) => event.messageStop)).toBe(false)
  })

  test('ends cleanly in mid-stream, without a last event', async () => {
    await faults({ on: 'model', kind: 'cut', after: 2 })
    const { events, error } = await stream()
    expect({ text: textOf(events), stopped: events.some((event) => event.messageStop), error }).toEqual({
      text: 'Hello! What ',
      stopped: false,
      error: undefined,
    })
  })

  test('raises an exception first, and in mid-stream', async () => {
    await faults({ on: 'model', kind: 'exception', error: 'ThrottlingException', message: 'slow down' })
    // The SDK reads the first event before it hands the stream over.
    expect(await refused(stream())).toEqual({ name: 'ThrottlingException', message: 'slow down', status: undefined })
    await faults({ on: 'model', kind: 'exception', after: 3 })
    const { events, error } = await stream()
    expect({ text: textOf(events), error }).toEqual({ text: 'Hello! What would ', error: 'ModelStreamErrorException' })
  })

  test('sends a frame whose checksum is wrong', async () => {
    await faults({ on: 'model', kind: 'corrupt', after: 1 })
    const { events, error } = await stream()
    expect({ text: textOf(events), error }).toEqual({ text: 'Hello! ', error: 'Error' })
  })

  test('sends a chunk that is no JSON', async () => {
    await faults({ on: 'model', kind: 'garbage', after: 1 })
    const body = JSON.stringify({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'hello' }],
    })
    const reply = await aws.bedrock[protocol].send(new InvokeModelWithResponseStreamCommand({ modelId: CLAUDE, body }))
    const chunks = (await drain(reply.body)).events.map((event) => Buffer.from(event.chunk?.bytes ?? []).toString())
    expect(chunks.filter((chunk) => !chunk.startsWith('{'))).toEqual(['this is not JSON'])
    expect(chunks.length).toBe(WORDS + 6)
  })

  test('keeps silent until its client goes', async () => {
    await faults({ on: 'model', kind: 'stall', after: 1 })
    const abort = new AbortController()
    const reply = await aws.bedrock[protocol].send(new ConverseStreamCommand(request), { abortSignal: abort.signal })
    let text = ''
    try {
      for await (const event of reply.stream ?? []) {
        text += event.contentBlockDelta?.delta?.text ?? ''
        if (text !== '') abort.abort()
      }
    } catch {
      // Over HTTP/1.1 the SDK throws when it is aborted.
    }
    expect(text).toBe('Hello! ')
  })

  test('is late, and slow, on the clock', async () => {
    await faults({ on: 'model', kind: 'delay', ms: 1500 }, { on: 'model', kind: 'pace', ms: 100 })
    const { events, error } = await stream()
    expect({ error, latency: events.at(-1)?.metadata?.metrics?.latencyMs }).toEqual({
      error: undefined,
      latency: 1500 + WORDS * 100,
    })
  })
})

describe('a workflow', () => {
  test("throttles with Step Functions' own status", async () => {
    await faults({ on: 'workflow', kind: 'throttle', times: 1 })
    expect(await refused(aws.run('pass'))).toEqual({ name: 'ThrottlingException', message: 'Rate exceeded', status: 400 })
    expect((await aws.run('pass')).status).toBe('SUCCEEDED')
  })

  test.each([
    ['fails', { kind: 'failed', error: 'E', cause: 'c' }, { status: 'FAILED', error: 'E', cause: 'c', output: undefined }],
    ['fails without a word', { kind: 'failed' }, { status: 'FAILED', error: undefined, cause: undefined, output: undefined }],
    [
      'times out',
      { kind: 'timedOut', error: 'States.Timeout' },
      { status: 'TIMED_OUT', error: 'States.Timeout', cause: undefined, output: undefined },
    ],
    [
      'answers anything',
      { kind: 'output', output: { other: 1 } },
      { status: 'SUCCEEDED', error: undefined, cause: undefined, output: '{"other":1}' },
    ],
    [
      'answers what is no JSON',
      { kind: 'output', output: 'no json {' },
      { status: 'SUCCEEDED', error: undefined, cause: undefined, output: 'no json {' },
    ],
  ])('%s', async (_, fault, expected) => {
    await faults({ on: 'workflow', ...fault })
    const { status, error, cause, output } = await aws.run('pass')
    expect({ status, error, cause, output }).toEqual(expected)
  })

  test('gives a context as large as asked for', async () => {
    await faults({ on: 'workflow', kind: 'huge', bytes: 300_000 })
    const output = JSON.parse((await aws.run('pass')).output as string) as {
      ok: boolean
      context_data: [{ content: { text: string } }]
    }
    expect([output.ok, output.context_data[0].content.text.length]).toEqual([true, 300_000])
  })

  test('fails, resets and is late', async () => {
    await faults({ on: 'workflow', kind: 'fail', status: 503, error: 'ServiceUnavailable' })
    expect(await refused(aws.run('pass'))).toMatchObject({ name: 'ServiceUnavailable', status: 503 })
    await faults({ on: 'workflow', kind: 'reset' })
    expect((await refused(aws.run('pass'))).status).toBeUndefined()
    await faults({ on: 'workflow', kind: 'delay', ms: 5000 })
    expect((await aws.run('pass')).status).toBe('SUCCEEDED')
  })
})

describe('a task', () => {
  const delays = async () => {
    const { body } = await aws.control('GET', 'executions?stateMachine=ask')
    const [newest] = (body as { executions: { states: { tasks: { attempt: number; error?: string }[] }[] }[] }).executions
    return newest?.states[0]?.tasks.map(({ attempt, error }) => [attempt, error])
  }

  test('is throttled, retried and answered', async () => {
    await faults({ on: 'task', state: 'Only', kind: 'throttle', times: 2 })
    expect((await aws.run('ask')).output).toBe('"end_turn"')
    expect(await delays()).toEqual([
      [0, 'BedrockRuntime.ThrottlingException'],
      [1, 'BedrockRuntime.ThrottlingException'],
      [2, undefined],
    ])
  })

  test('stalls into its time limit', async () => {
    await faults({ on: 'task', kind: 'stall' })
    const { status, error } = await aws.run('ask')
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Timeout' })
  })
})

test('a knowledge base fails too', async () => {
  await faults({ on: 'knowledge', kind: 'fail', error: 'DependencyFailedException' })
  const call = aws.agent.send(new RetrieveCommand({ knowledgeBaseId: 'LOCAL', retrievalQuery: { text: 'x' } }))
  expect(await refused(call)).toMatchObject({ name: 'DependencyFailedException', status: 424 })
})

test.each([
  [
    'no list',
    {},
    'the body must have required properties faults. It is {"faults": [{"on": "model", "kind": "throttle", "times": 1}, …]}.',
  ],
  ['an unknown kind', { faults: [{ on: 'model', kind: 'explode' }] }, '/faults/0/kind must be one of throttle, fail,'],
  [
    'an unknown place',
    { faults: [{ on: 'modell', kind: 'throttle' }] },
    '/faults/0: /on must be equal to one of the allowed values.',
  ],
  [
    'a member that kind does not have',
    { faults: [{ on: 'model', kind: 'cut' }] },
    '/faults/0: the body must have required properties after.',
  ],
  [
    'a kind that does not happen there',
    { faults: [{ on: 'workflow', kind: 'cut', after: 1 }] },
    '/faults/0: "cut" does not happen on "workflow"; there are throttle,',
  ],
])('faults with %s are refused', async (_, body, message) => {
  const { status, body: told } = await aws.control('PUT', 'faults', body)
  expect(status).toBe(400)
  expect((told as { message: string }).message).toContain(message)
})
