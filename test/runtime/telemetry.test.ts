/** The line a request leaves in the log. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ask, open } from './support/ask.ts'
import { stoppedClock } from './support/clock.ts'
import { delta, details, fails, says, succeeds } from './support/fake-aws.ts'
import { arnOf, manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime, TestRuntimeOptions } from './support/runtime.ts'

const clock = stoppedClock()
const options: TestRuntimeOptions = {
  manifests: [manifestOf('rag')],
  replace: { clock, usd: () => 0.0125, sources: { rag: { 'analysis.keywords': 'chains/rag.ts:51' } } },
}
let runtime: TestRuntime
beforeAll(async () => {
  runtime = await startTestRuntime(options)
})
afterAll(() => runtime.close())
beforeEach(() => {
  runtime.lines.length = 0
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = says('SECRET-ANSWER')
})
const body = { messages: [{ role: 'user', content: 'SECRET-QUESTION' }], params: { tier: 'SECRET-PARAM' } }
const headers = { 'x-request-id': 'test-request', 'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793' }

/** The line comes when the connection of the request is done with it, which its caller cannot see. */
async function line(on: TestRuntime = runtime): Promise<Record<string, unknown>> {
  while (on.lines.length === 0) await new Promise(setImmediate)
  return JSON.parse(on.lines[0] as string) as Record<string, unknown>
}

test('a good answer: who, what, how long, how much, and the metrics of it', async () => {
  runtime.aws.workflow = (one) => {
    clock.pass(300)
    void succeeds({
      bedrock_details: { ...details, total_input_tokens: 5, total_output_tokens: 6 },
      experiments: [{ name: 'size', variant: 'small' }],
    })(one)
  }
  await ask(`${runtime.url}/chains/rag`, { body, headers })
  expect(await line()).toEqual({
    time: '2023-11-14T22:13:20.300Z',
    level: 'INFO',
    message: 'POST /chains/:name 200 300 ms',
    request_id: 'test-request',
    trace: 'Root=1-5759e988-bd862e3fe1be46a994272793',
    method: 'POST',
    route: '/chains/:name',
    status: 200,
    outcome: 'ok',
    chain: 'rag',
    version: '0123456789ab',
    execution: 'test-request',
    model: 'anthropic.claude-3-haiku-20240307-v1:0',
    experiments: [{ name: 'size', variant: 'small' }],
    stop_reason: 'end_turn',
    TotalTime: 300,
    WorkflowTime: 300,
    TimeToFirstByte: 300,
    WorkflowInputTokens: 5,
    WorkflowOutputTokens: 6,
    InputTokens: 7,
    OutputTokens: 3,
    CostUSD: 0.0125,
    Errors: 0,
    Aborts: 0,
    experiment_size: 'small',
    _aws: {
      Timestamp: 1_700_000_000_300,
      CloudWatchMetrics: [
        {
          Namespace: 'stepchain',
          Dimensions: [['chain'], ['chain', 'model'], ['chain', 'experiment_size']],
          Metrics: [
            { Name: 'TotalTime', Unit: 'Milliseconds' },
            { Name: 'WorkflowTime', Unit: 'Milliseconds' },
            { Name: 'TimeToFirstByte', Unit: 'Milliseconds' },
            { Name: 'WorkflowInputTokens', Unit: 'Count' },
            { Name: 'WorkflowOutputTokens', Unit: 'Count' },
            { Name: 'InputTokens', Unit: 'Count' },
            { Name: 'OutputTokens', Unit: 'Count' },
            { Name: 'CostUSD', Unit: 'None' },
            { Name: 'Errors', Unit: 'Count' },
            { Name: 'Aborts', Unit: 'Count' },
          ],
        },
      ],
    },
  })
})

test('the ids of a request reach Step Functions and Bedrock', async () => {
  runtime.aws.calls.length = 0
  await ask(`${runtime.url}/chains/rag`, { body, headers })
  const [workflow, model] = runtime.aws.calls
  expect([workflow?.body.name, workflow?.body.traceHeader, workflow?.body.stateMachineArn, model?.body.requestMetadata]).toEqual([
    'test-request',
    headers['x-amzn-trace-id'],
    arnOf('rag'),
    { request_id: 'test-request' },
  ])
})

test('a workflow that failed: its error, its state and where to look, in no words that could quote a prompt', async () => {
  const cause =
    "An error occurred while executing the state 'analysis.keywords' (entered at the event id #4). The JSONata expression 'SECRET' failed."
  runtime.aws.workflow = fails('FAILED', { error: 'States.QueryEvaluationError', cause })
  await ask(`${runtime.url}/chains/rag`, { body, headers })
  const { level, outcome, status, error, Errors } = await line()
  expect({ level, outcome, status, error, Errors }).toEqual({
    level: 'ERROR',
    outcome: 'failed',
    status: 502,
    error: {
      code: 'workflow_failed',
      name: 'States.QueryEvaluationError',
      execution: 'arn:aws:states:us-east-1:123456789012:express:rag:test-request:1',
      state: 'analysis.keywords',
      source: 'chains/rag.ts:51',
    },
    Errors: 1,
  })
})

test('the words too, where that is asked for', async () => {
  const told = await startTestRuntime({ ...options, environment: { LOG_DETAILS: 'true', METRICS_NAMESPACE: '' } })
  told.aws.workflow = fails('FAILED', { error: 'E', cause: 'the cause' })
  await ask(`${told.url}/chains/rag`, { body, headers })
  const { error, _aws } = await line(told)
  await told.close()
  expect([(error as { details: string }).details, _aws]).toEqual(['the cause', undefined])
})

test('a caller who left', async () => {
  runtime.aws.model = (one) => void one.write(delta('converse', 'Bec'))
  const { request, response } = await open(`${runtime.url}/chains/rag`, { body, headers })
  response.on('error', () => {})
  request.destroy()
  const { outcome, Aborts, message } = await line()
  expect({ outcome, Aborts, message }).toEqual({ outcome: 'left', Aborts: 1, message: 'POST /chains/:name caller left 0 ms' })
})

describe('no line', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['of an answer', () => ask(`${runtime.url}/chains/rag`, { body, headers })],
    ['of a refused request', () => ask(`${runtime.url}/chains/rag`, { body: { ...body, system: 'SECRET-SYSTEM' }, headers })],
    ['of an address nobody knows', () => ask(`${runtime.url}/SECRET-PATH`, { body, headers })],
    [
      'of a model that failed',
      () => (
        (runtime.aws.model = (one) => one.json(400, { message: 'SECRET-WORDS' }, { 'x-amzn-errortype': 'ValidationException' })),
        ask(`${runtime.url}/chains/rag`, { body, headers })
      ),
    ],
  ])('%s holds what was asked, answered or said by another service', async (_, happen) => {
    await happen()
    expect(JSON.stringify(await line())).not.toContain('SECRET')
  })

  test('is left by a check of health', async () => {
    await ask(`${runtime.url}/healthz`, { method: 'GET' })
    await ask(`${runtime.url}/chains`, { method: 'GET' })
    expect((await line()).route).toBe('/chains')
  })
})
