/** `/chains/:name` in each of its formats. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ask, askJson, eventsOf } from './support/ask.ts'
import { details, fails, frameOf, refuses, says, stop, succeeds } from './support/fake-aws.ts'
import type { Script } from './support/fake-aws.ts'
import { arnOf, manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

const { answer } = manifestOf('any')
const manifests = [
  manifestOf('rag'),
  manifestOf('question', { reads: ['question'] }),
  manifestOf('everything', {
    reads: ['question', 'messages', 'params', 'session', 'caller'],
    answer: {
      ...answer!,
      temperature: 0.5,
      stopSequences: ['END'],
      allow: {
        models: ['amazon.nova-lite-v1:0'],
        system: true,
        maxTokens: true,
        sampling: true,
        stopSequences: true,
        contentTag: true,
      },
    },
  }),
  manifestOf('data', {
    kind: 'result',
    answer: null,
    result: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  }),
  manifestOf('latest', { answer: { ...answer!, model: 'us.anthropic.claude-haiku-5-5' } }),
]
const messages = [
  { role: 'user', content: 'Hello?' },
  { role: 'assistant', content: 'Yes?' },
  { role: 'user', content: 'Why?' },
]

let runtime: TestRuntime
beforeAll(async () => {
  runtime = await startTestRuntime({ manifests })
})
afterAll(() => runtime.close())
beforeEach(() => {
  runtime.aws.calls.length = 0
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = says('Because', ' ', 'of it.')
})

const post = (name: string, accept: string | undefined, body: unknown = { messages }) =>
  ask(`${runtime.url}/chains/${name}`, {
    body,
    headers: { 'x-request-id': 'test-request', ...(accept === undefined ? {} : { accept }) },
  })
const postJson = async (name: string, body: unknown, accept = 'application/json') => {
  const { status, text } = await post(name, accept, body)
  return { status, body: JSON.parse(text) as unknown }
}
const workflowInput = () => JSON.parse(String(runtime.aws.calls[0]?.body.input)) as unknown
const run = { execution: 'test-request', chain: 'rag', version: '0123456789ab', experiments: [], tokens: { input: 0, output: 0 } }

describe('server-sent events', () => {
  test('tell of the workflow, each delta, the usage and the end', async () => {
    runtime.aws.workflow = succeeds({
      bedrock_details: { ...details, total_input_tokens: 5, total_output_tokens: 6 },
      chain: { name: 'rag', version: 'fedcba987654' },
      experiments: [{ name: 'size', variant: 'small' }],
    })
    const { status, type, text, end } = await post('rag', 'text/event-stream')
    expect([status, type, end, eventsOf(text)]).toEqual([
      200,
      'text/event-stream',
      'complete',
      [
        [
          'workflow',
          { ...run, version: 'fedcba987654', experiments: [{ name: 'size', variant: 'small' }], tokens: { input: 5, output: 6 } },
        ],
        ['delta', { text: 'Because' }],
        ['delta', { text: ' ' }],
        ['delta', { text: 'of it.' }],
        ['usage', { inputTokens: 7, outputTokens: 3, usd: null }],
        ['done', { stopReason: 'end_turn' }],
      ],
    ])
  })

  test('are what a caller gets that asks for nothing', async () => {
    expect([(await post('rag', undefined)).type, (await post('rag', '*/*')).type]).toEqual([
      'text/event-stream',
      'text/event-stream',
    ])
  })

  test('tell of reasoning, a tool call and an answer cut at its cap', async () => {
    runtime.aws.model = (one) => {
      one.frame('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hm.' } } })
      one.frame('contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'i', name: 'n' } } })
      one.frame('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"a":1}' } } })
      stop(one, 'max_tokens')
    }
    expect(eventsOf((await post('rag', undefined)).text)).toEqual([
      ['workflow', run],
      ['reasoning', { text: 'Hm.' }],
      ['tool', { id: 'i', name: 'n' }],
      ['tool_input', { text: '{"a":1}' }],
      ['usage', { inputTokens: 7, outputTokens: 3, usd: null }],
      ['done', { stopReason: 'max_tokens' }],
    ])
  })

  test('say an answer of the workflow’s own, with no model call', async () => {
    runtime.aws.workflow = succeeds({ answer_text: 'Closed.' })
    expect([eventsOf((await post('rag', undefined)).text), runtime.aws.calls.length]).toEqual([
      [
        ['workflow', run],
        ['delta', { text: 'Closed.' }],
        ['usage', { inputTokens: 0, outputTokens: 0, usd: 0 }],
        ['done', { stopReason: 'end_turn' }],
      ],
      1,
    ])
  })

  const begins: Script = (one) => void one.write(frameOf('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Bec' } }))
  test.each<[string, Script, string]>([
    ['an exception', (one) => one.frame('throttlingException', { message: 'SECRET' }, 'exception'), 'model_busy'],
    ['a stream that ends early', () => {}, 'model_failed'],
  ])('tell of a failure after the first delta by an error event: %s', async (_, fault, code) => {
    runtime.aws.model = async (one) => {
      await begins(one)
      await fault(one)
      one.end()
    }
    const { status, text, end } = await post('rag', undefined)
    expect([status, end, eventsOf(text)]).toEqual([
      200,
      'complete',
      [
        ['workflow', run],
        ['delta', { text: 'Bec' }],
        ['error', { code, message: expect.any(String) as unknown, request_id: 'test-request' }],
      ],
    ])
  })

  test.each<[string, Script, Script, number, string]>([
    ['workflow', fails('FAILED'), says(), 502, 'workflow_failed'],
    ['model', succeeds({}), refuses(403, 'AccessDeniedException'), 502, 'model_unavailable'],
  ])('are not begun when the %s fails first', async (_, workflow, model, status, code) => {
    Object.assign(runtime.aws, { workflow, model })
    expect(await postJson('rag', { messages }, 'text/event-stream')).toEqual({
      status,
      body: { error: { code, message: expect.any(String) as unknown, request_id: 'test-request' } },
    })
  })
})

test('plain text is the deltas alone', async () =>
  expect(await post('rag', 'text/plain')).toEqual({
    status: 200,
    type: 'text/plain; charset=utf-8',
    text: 'Because of it.',
    end: 'complete',
  }))

test('JSON is the whole answer', async () =>
  expect(await postJson('rag', { messages })).toEqual({
    status: 200,
    body: {
      text: 'Because of it.',
      stopReason: 'end_turn',
      usage: { inputTokens: 7, outputTokens: 3, usd: null },
      workflow: run,
    },
  }))

test('JSON has a status of its own for a failure at any time', async () => {
  runtime.aws.model = (one) => {
    one.frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Bec' } })
    one.end()
  }
  expect((await postJson('rag', { messages })).status).toBe(502)
})

describe('the final call', () => {
  test('is the chain’s own model, system prompt and settings, with all messages', async () => {
    await post('question', 'text/plain')
    const [, model] = runtime.aws.calls
    expect([model?.path, model?.body]).toEqual([
      '/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse-stream',
      {
        messages: messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
        system: [{ text: 'Be brief.\n\n<document>[]</document>' }],
        inferenceConfig: { maxTokens: 1000 },
        requestMetadata: { request_id: 'test-request' },
      },
    ])
  })

  test('is what the caller chose where the chain allows it', async () => {
    await post('everything', 'text/plain', {
      messages,
      model: 'amazon.nova-lite-v1:0',
      system: 'Mine.',
      max_tokens: 9,
      top_p: 0.5,
      top_k: 3,
      stop_sequences: ['X'],
      content_tag: 'facts',
    })
    const [, model] = runtime.aws.calls
    const { messages: _messages, requestMetadata: _metadata, ...rest } = model?.body ?? {}
    expect([model?.path, rest]).toEqual([
      '/model/amazon.nova-lite-v1%3A0/converse-stream',
      {
        system: [{ text: 'Mine.\n\n<facts>[]</facts>' }],
        inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 0.5, stopSequences: ['X'] },
        additionalModelRequestFields: { top_k: 3 },
      },
    ])
  })

  test('has the workflow’s messages after the history, and no two of one role in a row', async () => {
    runtime.aws.workflow = succeeds({
      additional_messages: [
        { role: 'user', content: 'Also this.' },
        { role: 'assistant', content: 'So' },
      ],
    })
    await post('rag', 'text/plain')
    expect((runtime.aws.calls[1]!.body as { messages: unknown[] }).messages.slice(2)).toEqual([
      { role: 'user', content: [{ text: 'Why?' }, { text: 'Also this.' }] },
      { role: 'assistant', content: [{ text: 'So' }] },
    ])
  })

  test('takes images in the form of either API', async () => {
    const data = Buffer.from('picture').toString('base64')
    const content = [
      { type: 'text', text: 'See' },
      { text: 'here' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
      { image: { format: 'gif', source: { bytes: data } } },
    ]
    await post('rag', 'text/plain', { messages: [{ role: 'user', content }] })
    expect((runtime.aws.calls[1]!.body as { messages: unknown }).messages).toEqual([
      {
        role: 'user',
        content: [
          { text: 'See' },
          { text: 'here' },
          { image: { format: 'png', source: { bytes: data } } },
          { image: { format: 'gif', source: { bytes: data } } },
        ],
      },
    ])
  })
})

describe('the workflow gets what the chain reads and nothing else', () => {
  const body = { messages, params: { tier: 'gold' }, session: 's1' }
  test.each<[string, unknown]>([
    ['question', { PromptInput: [messages[2]], state_machine_custom_params: {} }],
    ['rag', { PromptInput: messages, state_machine_custom_params: { tier: 'gold', session: 's1' } }],
    ['everything', { PromptInput: messages, state_machine_custom_params: { tier: 'gold', session: 's1' } }],
  ])('%s', async (name, expected) => {
    await post(name, 'text/plain', body)
    expect(workflowInput()).toEqual(expected)
  })

  test('so that a long history does not keep a chain from answering that reads the question alone', async () => {
    const long = { messages: [{ role: 'user', content: 'x'.repeat(300_000) }, ...messages.slice(1)] }
    expect([(await post('question', 'text/plain', long)).text, (await postJson('rag', long)).status]).toEqual([
      'Because of it.',
      413,
    ])
  })

  test('under the name of the request', async () => {
    await post('rag', 'text/plain')
    const { stateMachineArn, name } = runtime.aws.calls[0]?.body ?? {}
    expect({ stateMachineArn, name }).toEqual({ stateMachineArn: arnOf('rag'), name: 'test-request' })
  })
})

describe('a chain that returns data', () => {
  test('answers with the data', async () => {
    runtime.aws.workflow = succeeds({ result: { n: 1, none: null } })
    expect([await postJson('data', { messages }), runtime.aws.calls.length]).toEqual([
      { status: 200, body: { n: 1, none: null } },
      1,
    ])
  })

  test.each<[string, Record<string, unknown>]>([
    ['no result', {}],
    ['a result of another form', { result: { n: 'one' } }],
  ])('has broken its contract with %s', async (_, output) => {
    runtime.aws.workflow = succeeds(output)
    const { status, body } = await postJson('data', { messages })
    expect([status, (body as { error: { code: string } }).error.code]).toEqual([502, 'workflow_broke_contract'])
  })

  test('has nothing to stream', async () => expect((await post('data', 'text/event-stream')).status).toBe(406))
})

describe('a request is refused before anything is spent', () => {
  test.each<[string, string, unknown, number, string, string]>([
    ['rag', 'an unknown member', { messages, mesages: [] }, 422, 'invalid_request', 'mesages is not known here.'],
    ['rag', 'no messages', {}, 422, 'invalid_request', 'messages is required.'],
    [
      'rag',
      'no question',
      { messages: [messages[1]] },
      422,
      'invalid_request',
      'messages must have a message with the role user.',
    ],
    [
      'rag',
      'an unknown parameter',
      { messages, params: { teir: 'gold' } },
      422,
      'invalid_request',
      'params.teir is not known here.',
    ],
    ['rag', 'a caller', { messages, params: { caller: 'root' } }, 422, 'invalid_request', 'params.caller is not known here.'],
    ['rag', 'a wrong parameter', { messages, params: { tier: 1 } }, 422, 'invalid_request', 'params.tier must be a string.'],
    [
      'rag',
      'another model',
      { messages, model: 'amazon.nova-lite-v1:0' },
      422,
      'not_allowed',
      "model is the chain's own to choose. Leave it out.",
    ],
    [
      'rag',
      'a system prompt',
      { messages, system: 'S' },
      422,
      'not_allowed',
      "system is the chain's own to choose. Leave it out.",
    ],
    [
      'rag',
      'a temperature',
      { messages, temperature: 0 },
      422,
      'not_allowed',
      "temperature is the chain's own to choose. Leave it out.",
    ],
    [
      'everything',
      'more tokens than the cap',
      { messages, max_tokens: 1001 },
      422,
      'invalid_request',
      'max_tokens must be at most 1000 for this chain.',
    ],
    [
      'rag',
      'a block of an unknown kind',
      { messages: [{ role: 'user', content: [{ sound: 1 }] }] },
      422,
      'invalid_request',
      'messages[0].content[0] must be a text, an image or a document.',
    ],
    [
      'rag',
      'an image that is not base64',
      { messages: [{ role: 'user', content: [{ image: { format: 'png', source: { bytes: '?' } } }] }] },
      422,
      'invalid_request',
      'messages[0].content[0].source.bytes must be base64.',
    ],
    [
      'latest',
      'an answer that is begun',
      { messages: messages.slice(0, 2) },
      422,
      'invalid_request',
      'messages[1].role must be user in the last message: this model does not go on with an answer that is begun.',
    ],
    [
      'data',
      'a choice about a model that is not called',
      { messages, max_tokens: 1 },
      422,
      'not_allowed',
      "max_tokens is the chain's own to choose. Leave it out: this chain returns data.",
    ],
    [
      'nowhere',
      'a chain that is not there',
      { messages },
      404,
      'chain_not_found',
      'There is no chain of this name. Chains served here: rag, question, everything, data, latest.',
    ],
    [
      '__proto__',
      'a prototype',
      { messages },
      404,
      'chain_not_found',
      'There is no chain of this name. Chains served here: rag, question, everything, data, latest.',
    ],
  ])('%s: %s', async (name, _, body, status, code, message) => {
    expect([await postJson(name, body), runtime.aws.calls]).toEqual([
      { status, body: { error: { code, message, request_id: 'test-request' } } },
      [],
    ])
  })

  test('a format that is not on offer', async () => expect((await post('rag', 'image/png')).status).toBe(406))
  test('a path that is not well encoded', async () =>
    expect((await askJson(`${runtime.url}/chains/%E0%A4%A`, { body: {} })).status).toBe(400))
})

test('health is told to everybody', async () =>
  expect(await askJson(`${runtime.url}/healthz`, { method: 'GET' })).toEqual({ status: 200, body: { status: 'ok' } }))
