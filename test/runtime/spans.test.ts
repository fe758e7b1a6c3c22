/** The spans of a request, as a collector gets them. */
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask, open, whole } from './support/ask.ts'
import { stoppedClock } from './support/clock.ts'
import { startCollector } from './support/collector.ts'
import type { Collector, ReceivedSpan } from './support/collector.ts'
import { delta, details, fails, refuses, says, succeeds } from './support/fake-aws.ts'
import { arnOf, manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime, TestRuntimeOptions } from './support/runtime.ts'

const START = 1_700_000_000_000
const [UNSET, ERROR] = [{ code: 0 }, { code: 2 }]
const [INTERNAL, SERVER, CLIENT] = [1, 2, 3]
const body = { messages: [{ role: 'user', content: 'SECRET-QUESTION' }], params: { tier: 'SECRET-PARAM' } }
const answer = { ...manifestOf('rag').answer!, temperature: 0.5, topP: 0.9 }

let collector: Collector
let runtime: TestRuntime
let clock: ReturnType<typeof stoppedClock>
const startWith = async (environment: NodeJS.ProcessEnv = {}, more: TestRuntimeOptions['replace'] = {}) => {
  runtime = await startTestRuntime({
    manifests: [manifestOf('rag', { answer })],
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment },
    replace: { clock, usd: () => 0.0125, ...more },
  })
}
beforeEach(async () => {
  clock = stoppedClock(START)
  collector = await startCollector()
})
afterEach(() => collector.close())

/** Parents by name and times since the first, because ids are random. */
function told(spans: readonly ReceivedSpan[]) {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]))
  return spans
    .toSorted((a, b) => a.start - b.start || a.kind - b.kind)
    .map(({ name, kind, parentSpanId = '', start, end, attributes, status }) => ({
      name,
      kind,
      parent: names.get(parentSpanId) ?? parentSpanId,
      from: start - START,
      to: end - START,
      attributes,
      status,
    }))
}
const spanCalled = (name: string) => collector.spans().find((span) => span.name.startsWith(name))

test('a good answer: the request, its chain, its workflow and its model', async () => {
  await startWith({ OTEL_SERVICE_NAME: 'support', OTEL_RESOURCE_ATTRIBUTES: 'team=a%20b' })
  runtime.aws.workflow = (one) => {
    clock.pass(300)
    void succeeds({
      bedrock_details: { ...details, total_input_tokens: 5, total_output_tokens: 6 },
      experiments: [{ name: 'size', variant: 'small' }],
    })(one)
  }
  runtime.aws.model = (one) => {
    clock.pass(250)
    void says('SECRET-ANSWER')(one)
  }
  await ask(`${runtime.url}/chains/rag`, { body })
  await runtime.close()
  const provider = { 'gen_ai.provider.name': 'aws.bedrock', 'gen_ai.system': 'aws.bedrock' }
  const model = 'anthropic.claude-3-haiku-20240307-v1:0'
  const usage = {
    'gen_ai.response.finish_reasons': ['end_turn'],
    'gen_ai.usage.input_tokens': 7,
    'gen_ai.usage.output_tokens': 3,
  }
  expect(told(collector.spans())).toEqual([
    {
      name: 'invoke_agent rag',
      kind: INTERNAL,
      parent: 'POST /chains/:name',
      from: 0,
      to: 550,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        ...provider,
        'gen_ai.agent.name': 'rag',
        'gen_ai.agent.version': '0123456789ab',
        'gen_ai.request.model': model,
        ...usage,
        'stepchain.usd': 0.0125,
      },
      status: UNSET,
    },
    {
      name: 'POST /chains/:name',
      kind: SERVER,
      parent: '',
      from: 0,
      to: 550,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/chains/:name',
        'http.response.status_code': 200,
        'url.scheme': 'http',
        'stepchain.request_id': 'request-1',
        'stepchain.outcome': 'ok',
      },
      status: UNSET,
    },
    {
      name: 'invoke_workflow rag',
      kind: CLIENT,
      parent: 'invoke_agent rag',
      from: 0,
      to: 300,
      attributes: {
        'gen_ai.operation.name': 'invoke_workflow',
        'gen_ai.workflow.name': 'rag',
        'rpc.system': 'aws-api',
        'rpc.service': 'SFN',
        'rpc.method': 'StartSyncExecution',
        'aws.step_functions.state_machine.arn': arnOf('rag'),
        'stepchain.execution': 'request-1',
        'stepchain.experiment.size': 'small',
        'stepchain.workflow.input_tokens': 5,
        'stepchain.workflow.output_tokens': 6,
      },
      status: UNSET,
    },
    {
      name: `chat ${model}`,
      kind: CLIENT,
      parent: 'invoke_agent rag',
      from: 300,
      to: 550,
      attributes: {
        'gen_ai.operation.name': 'chat',
        ...provider,
        'gen_ai.request.model': model,
        'gen_ai.response.model': model,
        'gen_ai.request.stream': true,
        'gen_ai.request.max_tokens': 1000,
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.top_p': 0.9,
        ...usage,
        'gen_ai.response.time_to_first_chunk': 0.25,
      },
      status: UNSET,
    },
  ])
  const { 'telemetry.sdk.version': version, ...resource } = collector.resource()
  expect([version, resource]).toEqual([
    expect.any(String),
    {
      'service.name': 'support',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
      team: 'a b',
    },
  ])
})

describe('a failure', () => {
  test.each<[string, () => void, Readonly<Record<string, unknown>>]>([
    [
      'of the workflow is its span’s',
      () => (runtime.aws.workflow = fails('FAILED', { error: 'SECRET-ERROR', cause: 'SECRET-CAUSE' })),
      {
        'POST /chains/:name': ['workflow_failed', ERROR],
        'invoke_agent rag': ['workflow_failed', ERROR],
        'invoke_workflow rag': ['workflow_failed', ERROR],
      },
    ],
    [
      'of the model is its span’s, by the name that Bedrock has for it',
      () => (runtime.aws.model = refuses(400, 'ValidationException', 'SECRET-WORDS')),
      {
        'POST /chains/:name': ['model_refused', ERROR],
        'invoke_agent rag': ['model_refused', ERROR],
        'invoke_workflow rag': [undefined, UNSET],
        'chat anthropic.claude-3-haiku-20240307-v1:0': ['ValidationException', ERROR],
      },
    ],
  ])('%s', async (_, fail, expected) => {
    await startWith()
    fail()
    await ask(`${runtime.url}/chains/rag`, { body })
    await runtime.close()
    expect(
      Object.fromEntries(collector.spans().map(({ name, attributes, status }) => [name, [attributes['error.type'], status]])),
    ).toEqual(expected)
  })

  test('of a request is no error of the server’s', async () => {
    await startWith()
    await ask(`${runtime.url}/chains/rag`, { body: { ...body, system: 'SECRET-SYSTEM' } })
    await ask(`${runtime.url}/SECRET-PATH`, { body, method: 'PROPFIND' })
    await runtime.close()
    expect(collector.spans().map(({ name, attributes, status }) => [name, attributes['error.type'], status])).toEqual([
      ['POST /chains/:name', 'not_allowed', UNSET],
      ['_OTHER', 'not_found', UNSET],
    ])
  })

  test('and an answer leave nothing of what was asked, answered or said by another service', async () => {
    await startWith()
    runtime.aws.model = says('SECRET-ANSWER')
    await ask(`${runtime.url}/chains/rag`, { body })
    runtime.aws.model = refuses(400, 'ValidationException', 'SECRET-WORDS')
    await ask(`${runtime.url}/chains/rag`, { body })
    runtime.aws.workflow = fails('FAILED', { error: 'SECRET-ERROR', cause: 'SECRET-CAUSE' })
    await ask(`${runtime.url}/chains/rag`, { body })
    await ask(`${runtime.url}/SECRET-PATH`, { body })
    await runtime.close()
    expect([collector.spans().length, collector.bodies.join().includes('SECRET')]).toEqual([12, false])
  })
})

test('a caller who left is no error', async () => {
  await startWith()
  runtime.aws.model = (one) => void one.write(delta('converse', 'Bec'))
  const { request, response } = await open(`${runtime.url}/chains/rag`, { body })
  response.on('error', () => {})
  request.destroy()
  while (runtime.lines.length === 0) await new Promise(setImmediate)
  await runtime.close()
  expect(collector.spans().map(({ name, attributes, status }) => [name, attributes['stepchain.outcome'], status])).toEqual([
    ['invoke_workflow rag', undefined, UNSET],
    ['chat anthropic.claude-3-haiku-20240307-v1:0', undefined, UNSET],
    ['invoke_agent rag', undefined, UNSET],
    ['POST /chains/:name', 'left', UNSET],
  ])
})

test('checks of health get no spans', async () => {
  await startWith()
  await ask(`${runtime.url}/healthz`, { method: 'GET' })
  await ask(`${runtime.url}/chains`, { method: 'GET' })
  await runtime.close()
  expect(collector.spans().map(({ name }) => name)).toEqual(['GET /chains'])
})

describe('the trace that a request is part of', () => {
  const [TRACE, SPAN] = ['5759e988bd862e3fe1be46a994272793', '53995c3f42cd8ad8']
  const xray = (sampled: string) => `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${SPAN};Sampled=${sampled}`
  const traceHeader = () => runtime.aws.calls[0]?.body.traceHeader
  const ours = /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=1$/

  // In Lambda the spans of an answer are out when it ends.
  const spanOf = async (headers: Record<string, string>): Promise<ReceivedSpan> => {
    collector.bodies.length = 0
    runtime.aws.calls.length = 0
    await ask(`${runtime.url}/chains/rag`, { body, headers })
    return spanCalled('POST') as ReceivedSpan
  }

  test('is told by W3C’s header or X-Ray’s, and goes on to the workflow', async () => {
    await startWith({ AWS_LAMBDA_FUNCTION_NAME: 'answers' })
    const traceparent = `00-${TRACE}-${SPAN}-01`
    const other = 'Root=1-00000001-000000000000000000000001'
    for (const headers of [{ traceparent }, { 'x-amzn-trace-id': xray('1') }, { traceparent, 'x-amzn-trace-id': other }]) {
      const { traceId, parentSpanId, spanId } = await spanOf(headers)
      expect([traceId, parentSpanId, traceHeader()]).toEqual([
        TRACE,
        SPAN,
        `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${spanId};Sampled=1`,
      ])
    }
    await runtime.close()
  })

  test('is a new one instead of one that X-Ray does not keep, or that is not well formed', async () => {
    await startWith({ AWS_LAMBDA_FUNCTION_NAME: 'answers' })
    for (const headers of [
      { 'x-amzn-trace-id': xray('0') },
      { traceparent: `00-${TRACE}-${SPAN}-01-more` },
      { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` },
    ]) {
      const { traceId, parentSpanId } = await spanOf(headers)
      expect([traceId === TRACE, parentSpanId, traceHeader()]).toEqual([false, undefined, expect.stringMatching(ours)])
    }
    await runtime.close()
  })

  test('has no spans where its caller wants none, and the workflow gets the header that came', async () => {
    await startWith()
    const headers = { traceparent: `00-${TRACE}-${SPAN}-00`, 'x-amzn-trace-id': xray('0') }
    await ask(`${runtime.url}/chains/rag`, { body, headers })
    await runtime.close()
    expect([collector.bodies, traceHeader()]).toEqual([[], xray('0')])
  })

  test.each([
    ['always_off', 0],
    ['parentbased_always_off', 1],
    ['traceidratio', 0],
  ])('is kept or not as %s says', async (sampler, kept) => {
    await startWith({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '0' })
    await ask(`${runtime.url}/chains`, { method: 'GET' })
    await ask(`${runtime.url}/chains`, { method: 'GET', headers: { traceparent: `00-${TRACE}-${SPAN}-01` } })
    await runtime.close()
    expect(collector.spans().length).toBe(kept)
  })
})

describe('in Lambda', () => {
  const lambda = { AWS_LAMBDA_FUNCTION_NAME: 'answers', AWS_LAMBDA_FUNCTION_VERSION: '7' }
  const asPlain = { body, headers: { accept: 'text/plain' } }

  test('an answer ends when its spans are out, and all of its text has come before', async () => {
    await startWith(lambda)
    const held: (() => void)[] = []
    const { answer: good } = collector
    collector.answer = (response) => held.push(() => good(response))
    const sent = collector.next()
    const { response } = await open(`${runtime.url}/chains/rag`, asPlain)
    const [piece] = (await once(response, 'data')) as [Buffer]
    await sent
    const endedBefore = response.complete
    for (const release of held) release()
    await whole(response)
    expect([String(piece), endedBefore, spanCalled('POST')?.attributes['stepchain.outcome'], collector.resource()]).toEqual([
      'Hello there.',
      false,
      'ok',
      expect.objectContaining({ 'service.name': 'answers', 'faas.version': '7', 'cloud.region': 'us-east-1' }),
    ])
    await runtime.close()
  })

  test('it waits for half a second at most', async () => {
    await startWith(lambda)
    collector.answer = () => {}
    const sent = collector.next()
    const { response } = await open(`${runtime.url}/chains/rag`, asPlain)
    const rest = whole(response)
    await sent
    clock.pass(500)
    expect((await rest).end).toBe('complete')
    const closing = runtime.close()
    await new Promise(setImmediate)
    clock.pass(2000)
    await closing
  })

  test('it does not wait for a collector that is known to be down, which is said once', async () => {
    await startWith(lambda)
    collector.answer = (response) => response.writeHead(400, 'no such tenant').end()
    await ask(`${runtime.url}/chains/rag`, asPlain)
    collector.answer = () => {}
    const second = await ask(`${runtime.url}/chains/rag`, asPlain)
    const warnings = runtime.lines.filter((line) => line.includes('WARN'))
    expect([second, warnings]).toEqual([
      { status: 200, type: 'text/plain; charset=utf-8', text: 'Hello there.', end: 'complete' },
      ['{"level":"WARN","message":"Spans do not reach the collector: no such tenant"}'],
    ])
    const closing = runtime.close()
    await new Promise(setImmediate)
    clock.pass(2000)
    await closing
  })
})

test('the collector is asked as the settings say', async () => {
  await startWith({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/own/path`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%3Db,x-team=c',
  })
  await ask(`${runtime.url}/chains`, { method: 'GET' })
  await runtime.close()
  expect(collector.headers.map((headers) => [headers['x-key'], headers['x-team'], headers['content-type']])).toEqual([
    ['a=b', 'c', 'application/json'],
  ])
})
