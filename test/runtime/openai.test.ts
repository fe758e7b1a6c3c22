/** The OpenAI-compatible routes, judged by OpenAI's own client. */
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { all } from './support/all.ts'
import { askJson } from './support/ask.ts'
import { stoppedClock } from './support/clock.ts'
import { deferred } from './support/deferred.ts'
import { delta, fails, refuses, says, stop, succeeds } from './support/fake-aws.ts'
import { manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

const { answer } = manifestOf('any')
const messages = [{ role: 'user' as const, content: 'Why?' }]
let runtime: TestRuntime
let client: OpenAI
beforeAll(async () => {
  runtime = await startTestRuntime({
    manifests: [
      manifestOf('rag', { input: { type: 'object', properties: { tier: { type: 'string' } } } }),
      manifestOf('open', {
        answer: { ...answer!, allow: { system: true, maxTokens: true, sampling: true, stopSequences: true } },
      }),
      manifestOf('data', { kind: 'result', answer: null, result: { type: 'object' } }),
    ],
    replace: { clock: stoppedClock() },
  })
  client = new OpenAI({ baseURL: `${runtime.url}/v1`, apiKey: 'none', defaultHeaders: { 'x-request-id': 'test-request' } })
})
afterAll(() => runtime.close())
beforeEach(() => {
  runtime.aws.calls.length = 0
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = says('Because', ' of it.')
})
const modelBody = () => runtime.aws.calls.find(({ service }) => service === 'converse')?.body
const workflowInput = () => JSON.parse(String(runtime.aws.calls[0]?.body.input)) as unknown

test('every chain is a model', async () => {
  const listed = await client.models.list()
  expect([listed.data, await client.models.retrieve('rag')]).toEqual([
    ['rag', 'open', 'data'].map((id) => ({ id, object: 'model', created: 0, owned_by: 'stepchain' })),
    { id: 'rag', object: 'model', created: 0, owned_by: 'stepchain' },
  ])
})

test('a completion', async () => {
  expect(await client.chat.completions.create({ model: 'rag', messages, user: 'u1' })).toEqual({
    id: 'chatcmpl-test-request',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'rag',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Because of it.', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
  })
  expect(workflowInput()).toEqual({ PromptInput: messages, state_machine_custom_params: { session: 'u1' } })
})

test('a streamed completion with its usage', async () => {
  const stream = await client.chat.completions.create({
    model: 'rag',
    messages,
    stream: true,
    stream_options: { include_usage: true },
  })
  const chunks = await all(stream)
  const common = { id: 'chatcmpl-test-request', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'rag' }
  const chunk = (delta: unknown, finish: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta, finish_reason: finish }],
    usage: null,
  })
  expect(chunks).toEqual([
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Because' }),
    chunk({ content: ' of it.' }),
    chunk({}, 'stop'),
    { ...common, choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } },
  ])
})

test('a streamed completion as the client’s helper puts it together', async () => {
  runtime.aws.model = (one) => {
    one.frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Let me look.' } })
    one.frame('contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'i', name: 'look' } } })
    one.frame('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"a"' } } })
    one.frame('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: ':1}' } } })
    stop(one, 'tool_use')
  }
  const [choice] = (await client.chat.completions.stream({ model: 'rag', messages }).finalChatCompletion()).choices
  expect([choice?.finish_reason, choice?.message.content, choice?.message.tool_calls]).toEqual([
    'tool_calls',
    'Let me look.',
    [{ id: 'i', type: 'function', function: { name: 'look', arguments: '{"a":1}' } }],
  ])
})

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['guardrail_intervened', 'content_filter'],
  ['something_new', 'stop'],
])('the model’s %s is %s', async (reason, finish) => {
  runtime.aws.model = (one) => stop(one, reason)
  expect((await client.chat.completions.create({ model: 'rag', messages })).choices[0]?.finish_reason).toBe(finish)
})

test('a workflow’s own answer, and data, are content', async () => {
  runtime.aws.workflow = succeeds({ answer_text: 'Closed.' })
  const own = await client.chat.completions.create({ model: 'rag', messages })
  runtime.aws.workflow = succeeds({ result: { n: 1 } })
  const data = await client.chat.completions.create({ model: 'data', messages })
  expect([own.choices[0]?.message.content, data.choices[0]?.message.content, own.usage]).toEqual([
    'Closed.',
    '{"n":1}',
    { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  ])
})

test('what the chain allows is passed on, with images and the chain’s params', async () => {
  await client.chat.completions.create({
    model: 'open',
    messages: [
      { role: 'system', content: 'Mine.' },
      { role: 'developer', content: [{ type: 'text', text: 'And mine.' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0=' } },
        ],
      },
    ],
    max_completion_tokens: 9,
    temperature: 0.5,
    stop: 'END',
    params: { tier: 'gold' },
  } as OpenAI.ChatCompletionCreateParamsNonStreaming)
  expect([modelBody(), (workflowInput() as { state_machine_custom_params: unknown }).state_machine_custom_params]).toEqual([
    {
      system: [{ text: 'Mine.\n\nAnd mine.\n\n<document>[]</document>' }],
      messages: [{ role: 'user', content: [{ text: 'See:' }, { image: { format: 'png', source: { bytes: 'iVBORw0=' } } }] }],
      inferenceConfig: { maxTokens: 9, temperature: 0.5, stopSequences: ['END'] },
      requestMetadata: { request_id: 'test-request' },
    },
    { tier: 'gold' },
  ])
})

describe('a failure', () => {
  const failure = async (body: Record<string, unknown>) =>
    client.chat.completions.create({ messages, model: 'rag', ...body } as OpenAI.ChatCompletionCreateParamsNonStreaming).then(
      () => 'no failure',
      (error: InstanceType<typeof OpenAI.APIError>) => [
        error.constructor.name,
        error.status,
        error.code,
        error.param,
        error.type,
      ],
    )
  test.each<[string, Record<string, unknown>, readonly unknown[]]>([
    ['an unknown model', { model: 'gpt' }, ['NotFoundError', 404, 'model_not_found', null, 'invalid_request_error']],
    ['no messages', { messages: [] }, ['BadRequestError', 400, 'invalid_request', 'messages', 'invalid_request_error']],
    [
      'a system prompt that the chain does not let anybody choose',
      { messages: [{ role: 'system', content: 'x' }, ...messages] },
      ['BadRequestError', 400, 'not_allowed', 'messages with the role system', 'invalid_request_error'],
    ],
    [
      'a temperature that the chain does not let anybody choose',
      { temperature: 0 },
      ['BadRequestError', 400, 'not_allowed', 'temperature', 'invalid_request_error'],
    ],
    ['tools', { tools: [{ type: 'function' }] }, ['BadRequestError', 400, 'invalid_request', 'tools', 'invalid_request_error']],
    ['two answers', { n: 2 }, ['BadRequestError', 400, 'invalid_request', 'n', 'invalid_request_error']],
    [
      'JSON mode',
      { response_format: { type: 'json_object' } },
      ['BadRequestError', 400, 'invalid_request', 'response_format.type', 'invalid_request_error'],
    ],
    [
      'a picture elsewhere',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://x' } }] }] },
      ['BadRequestError', 400, 'invalid_request', 'messages[0].content[0].image_url.url', 'invalid_request_error'],
    ],
  ])('%s: the client’s own error, and nothing is spent', async (_, body, expected) => {
    expect([await failure(body), runtime.aws.calls]).toEqual([expected, []])
  })

  test('of the workflow is not tried again by the client, which would run it again', async () => {
    runtime.aws.workflow = fails('FAILED')
    expect([await failure({}), runtime.aws.calls.length]).toEqual([
      ['InternalServerError', 502, 'workflow_failed', null, 'server_error'],
      1,
    ])
  })

  test('before the first chunk of a stream has its status', async () => {
    runtime.aws.model = refuses(403, 'AccessDeniedException')
    await expect(client.chat.completions.create({ model: 'rag', messages, stream: true })).rejects.toMatchObject({
      status: 502,
      code: 'model_unavailable',
    })
  })

  test('after the first chunk is thrown by the client', async () => {
    runtime.aws.model = (one) => {
      one.write(delta('converse', 'Bec'))
      one.end()
    }
    const seen: string[] = []
    const read = async () => {
      for await (const chunk of await client.chat.completions.create({ model: 'rag', messages, stream: true }))
        seen.push(chunk.choices[0]?.delta.content ?? '')
    }
    await expect(read()).rejects.toMatchObject({ code: 'model_failed' })
    expect(seen).toEqual(['', 'Bec'])
  })

  test('has a body of the form that OpenAI’s have', async () =>
    expect(
      await askJson(`${runtime.url}/v1/chat/completions`, { body: {}, headers: { 'x-request-id': 'test-request' } }),
    ).toEqual({
      status: 400,
      body: {
        error: {
          message: 'model is required.',
          type: 'invalid_request_error',
          param: 'model',
          code: 'invalid_request',
          request_id: 'test-request',
        },
      },
    }))
})

test('the client’s abort stops the model', async () => {
  const closed = deferred<boolean>()
  runtime.aws.model = (one) => {
    one.write(delta('converse', 'Bec'))
    void one.call.closed.then(closed.resolve)
  }
  const stream = await client.chat.completions.create({ model: 'rag', messages, stream: true })
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'Bec') stream.controller.abort()
  expect(await closed.promise).toBe(true)
})
