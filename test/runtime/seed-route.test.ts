/** The sample's route: what a request leads to, and what comes back. */
import http from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claude, details, fails, refuses, says, succeeds } from './support/fake-aws.ts'
import type { Answer, Script } from './support/fake-aws.ts'
import { ask, askJson, open, whole } from './support/ask.ts'
import { deferred } from './support/deferred.ts'
import { arnOf, manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

let runtime: TestRuntime
let url: string
beforeAll(async () => {
  runtime = await startTestRuntime()
  url = `${runtime.url}/bedrock_claude_messages_api`
})
afterAll(() => runtime.close())
beforeEach(() => {
  runtime.aws.calls.length = 0
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = says('Yes', '.')
})

const request = (bedrock: Record<string, unknown> = {}, assistant: Record<string, unknown> = {}) => ({
  bedrock_parameters: { messages: [{ role: 'user', content: 'Why?' }], ...bedrock },
  assistant_parameters: { messages_to_sample: 5, content_tag: 'document', ...assistant },
})
const workflowInput = () =>
  JSON.parse(String(runtime.aws.calls.find(({ service }) => service === 'workflow')?.body.input)) as unknown
const modelCall = () => {
  const { path, body } = runtime.aws.calls.find(({ service }) => service === 'anthropic') ?? {}
  return [path, body]
}
const history = ['user', 'assistant', 'user', 'assistant', 'user'].map((role, index) => ({ role, content: `message ${index}` }))

describe('for a machine that has no manifest here', () => {
  test('a request with nothing in it gets the defaults this API always had', async () => {
    expect(await ask(url, { body: { bedrock_parameters: {}, assistant_parameters: {} } })).toEqual({
      status: 200,
      type: 'text/plain; charset=utf-8',
      text: 'Yes.',
      end: 'complete',
    })
    expect(workflowInput()).toEqual({ PromptInput: [{ role: 'user', content: 'Who are you?' }], state_machine_custom_params: {} })
    expect(modelCall()).toEqual([
      '/model/anthropic.claude-3-sonnet-20240229-v1%3A0/invoke-with-response-stream',
      {
        anthropic_version: 'bedrock-2023-05-31',
        messages: [{ role: 'user', content: 'Who are you?' }],
        temperature: 1,
        top_p: 0.999,
        top_k: 250,
        max_tokens: 1028,
        stop_sequences: ['\n\nHuman:'],
        system: '\n\n<DOCUMENT>[]</DOCUMENT>',
      },
    ])
  })

  test('the members of the model’s body keep their order', async () => {
    await ask(url, { body: request() })
    expect(Object.keys(modelCall()[1] as object)).toEqual([
      'anthropic_version',
      'messages',
      'temperature',
      'top_p',
      'top_k',
      'max_tokens',
      'stop_sequences',
      'system',
    ])
  })

  test('the caller’s model, system prompt and settings pass as they are, and unknown members are left out', async () => {
    const asked = {
      anthropic_version: 'v',
      temperature: 0.5,
      top_p: 0.25,
      top_k: 3,
      max_tokens: 9,
      stop_sequences: [],
      modelId: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      system: 'S',
      tools: [{ name: 't' }],
    }
    await ask(url, { body: { ...request(asked, { unknown: 1 }), another: 1 } })
    const { modelId: _model, tools: _tools, ...kept } = asked
    expect(modelCall()).toEqual([
      '/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke-with-response-stream',
      { ...kept, messages: [{ role: 'user', content: 'Why?' }], system: 'S\n\n<document>[]</document>' },
    ])
  })

  test('a newer model is not sent a sampling default that nobody asked for and it would refuse', async () => {
    await ask(url, { body: request({ modelId: 'anthropic.claude-opus-5-5' }) })
    expect(Object.keys(modelCall()[1] as object)).toEqual([
      'anthropic_version',
      'messages',
      'max_tokens',
      'stop_sequences',
      'system',
    ])
  })

  test.each<[string, unknown, number]>([
    ['two', 2, 2],
    ['two as text', '2', 2],
    ['more than there are', 10, 5],
    ['five when it is left out', undefined, 5],
  ])('the workflow is given the last messages: %s', async (_, sample, count) => {
    await ask(url, {
      body: request(
        { messages: history },
        { messages_to_sample: sample, state_machine_custom_params: { hello: 'there', caller: 'me' } },
      ),
    })
    expect([workflowInput(), (modelCall()[1] as { messages: unknown }).messages]).toEqual([
      { PromptInput: history.slice(-count), state_machine_custom_params: { hello: 'there' } },
      history,
    ])
  })

  test('content blocks reach both sides unchanged', async () => {
    const content = [
      { type: 'text', text: 'ü🌍' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' } },
    ]
    await ask(url, { body: request({ messages: [{ role: 'user', content }] }) })
    expect([workflowInput(), (modelCall()[1] as { messages: unknown }).messages]).toEqual([
      { PromptInput: [{ role: 'user', content }], state_machine_custom_params: {} },
      [{ role: 'user', content }],
    ])
  })

  test('the workflow’s context, instructions and messages reach the model', async () => {
    runtime.aws.workflow = succeeds({
      context_data: ['<b>'],
      system_chain_data: { system_chain_prompt: 'P', operation: 'APPEND', configuration: null },
      additional_messages: [{ role: 'assistant', content: 'So' }],
      extra: 1,
    })
    await ask(url, { body: request({ system: 'S' }) })
    const { system, messages } = modelCall()[1] as Record<string, unknown>
    expect({ system, messages }).toEqual({
      system: 'S\n\n<document>["\\u003cb\\u003e"]</document>\n\nP',
      messages: [
        { role: 'user', content: 'Why?' },
        { role: 'assistant', content: 'So' },
      ],
    })
  })

  test('a workflow that answers by itself needs no model', async () => {
    runtime.aws.workflow = succeeds({ answer_text: 'We are closed.' })
    expect([await ask(url, { body: request() }), runtime.aws.calls.map(({ service }) => service)]).toEqual([
      { status: 200, type: 'text/plain; charset=utf-8', text: 'We are closed.', end: 'complete' },
      ['workflow'],
    ])
  })
})

describe('what the model streams', () => {
  const textDelta = (text: string) => ({ type: 'content_block_delta', delta: { type: 'text_delta', text } })
  const end = { type: 'message_stop' }
  const streams =
    (...events: readonly unknown[]): Script =>
    (answer) => {
      for (const event of events) answer.write(claude(event))
      answer.end()
    }
  test.each<[string, Script, { text: string; end: 'complete' | 'cut' }]>([
    [
      'text in several scripts',
      says('Olá ', 'мир ', '日本', '🌍', '\r\n', '\n\n'),
      { text: 'Olá мир 日本🌍\r\n\n\n', end: 'complete' },
    ],
    ['empty deltas', says('a', '', 'b'), { text: 'ab', end: 'complete' }],
    ['no delta at all', says(), { text: '', end: 'complete' }],
    ['pings', streams({ type: 'ping' }, textDelta('a'), end), { text: 'a', end: 'complete' }],
    [
      'events without a type',
      streams(textDelta('a'), { completion: 'x' }, null, textDelta('b'), end),
      { text: 'ab', end: 'complete' },
    ],
    [
      'thinking',
      streams({ type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'hm' } }, textDelta('a'), end),
      { text: 'a', end: 'complete' },
    ],
    [
      'a tool call',
      streams(
        textDelta('a'),
        { type: 'content_block_start', content_block: { type: 'tool_use', id: 'i', name: 'n' } },
        { type: 'content_block_delta', delta: { type: 'input_json_delta', partial_json: '{}' } },
        end,
      ),
      { text: 'a', end: 'complete' },
    ],
    [
      'an answer at its token cap',
      streams(textDelta('a'), { type: 'message_delta', delta: { stop_reason: 'max_tokens' } }, end),
      { text: 'a', end: 'complete' },
    ],
    ['an answer without its last event', streams(textDelta('a'), textDelta('b')), { text: 'ab', end: 'cut' }],
    ['something that is not JSON', streams(textDelta('a'), 'not JSON', end), { text: 'a', end: 'cut' }],
    [
      'an exception after the first delta',
      (answer) => {
        answer.write(claude(textDelta('a')))
        answer.frame('throttlingException', { message: 'SECRET' }, 'exception')
        answer.end()
      },
      { text: 'a', end: 'cut' },
    ],
    [
      'a frame whose checksum is wrong',
      (answer) => {
        answer.write(claude(textDelta('a')))
        const bytes = Buffer.from(claude(textDelta('b')))
        bytes[bytes.length - 1]! ^= 0xff
        answer.write(bytes)
        answer.end()
      },
      { text: 'a', end: 'cut' },
    ],
  ])('%s', async (_, model, expected) => {
    runtime.aws.model = model
    expect(await ask(url, { body: request() })).toEqual({ status: 200, type: 'text/plain; charset=utf-8', ...expected })
  })

  test('a connection that breaks after the first delta', async () => {
    const heard = deferred()
    runtime.aws.model = async (answer) => {
      answer.write(claude(textDelta('a')))
      await heard.promise
      answer.reset()
    }
    const { response } = await open(url, { body: request() })
    heard.resolve()
    expect(await whole(response)).toEqual({ status: 200, type: 'text/plain; charset=utf-8', text: 'a', end: 'cut' })
  })
})

describe('a failure before the first delta has a status, a code and no leak', () => {
  const first =
    (type: string): Script =>
    (answer: Answer) => {
      answer.write(claude({ type: 'message_start', message: {} }))
      answer.frame(type, { message: 'SECRET' }, 'exception')
      answer.end()
    }
  const secret = { error: 'SECRET-ERROR', cause: 'SECRET-CAUSE arn:aws:states:us-east-1:1:x' }
  test.each<[string, { workflow?: Script; model?: Script }, number, string, readonly string[]]>([
    ['a workflow that fails', { workflow: fails('FAILED', secret) }, 502, 'workflow_failed', ['workflow']],
    ['a workflow that fails without a word', { workflow: fails('FAILED') }, 502, 'workflow_failed', ['workflow']],
    ['a workflow that times out', { workflow: fails('TIMED_OUT', secret) }, 504, 'workflow_timed_out', ['workflow']],
    ['an output that is not JSON', { workflow: succeeds('SECRET') }, 502, 'workflow_broke_contract', ['workflow']],
    ['an output that is no object', { workflow: succeeds('[1]') }, 502, 'workflow_broke_contract', ['workflow']],
    ['an output without token details', { workflow: succeeds('{}') }, 502, 'workflow_broke_contract', ['workflow']],
    [
      'wrong token details',
      { workflow: succeeds({ bedrock_details: { ...details, task_details: [{ task_name: 1 }] } }) },
      502,
      'workflow_broke_contract',
      ['workflow'],
    ],
    ['a context that is no list', { workflow: succeeds({ context_data: {} }) }, 502, 'workflow_broke_contract', ['workflow']],
    [
      'an unknown operation',
      { workflow: succeeds({ system_chain_data: { system_chain_prompt: 'P', operation: 'PREPEND' } }) },
      502,
      'workflow_broke_contract',
      ['workflow'],
    ],
    [
      'a tag to replace that has no name',
      {
        workflow: succeeds({
          system_chain_data: { system_chain_prompt: 'P', operation: 'REPLACE_TAG', configuration: { replace_tag: '' } },
        }),
      },
      502,
      'workflow_broke_contract',
      ['workflow'],
    ],
    [
      'a tag to replace that nobody named',
      { workflow: succeeds({ system_chain_data: { system_chain_prompt: 'P', operation: 'REPLACE_TAG', configuration: null } }) },
      502,
      'workflow_broke_contract',
      ['workflow'],
    ],
    [
      'a server error of Step Functions, which may have begun a run',
      { workflow: refuses(500, 'InternalFailure') },
      502,
      'workflow_unavailable',
      ['workflow'],
    ],
    [
      'a machine that is not there',
      { workflow: refuses(400, 'StateMachineDoesNotExist') },
      502,
      'workflow_unavailable',
      ['workflow'],
    ],
    [
      'a connection that breaks, which may have begun a run',
      { workflow: (answer) => answer.reset() },
      502,
      'workflow_unavailable',
      ['workflow'],
    ],
    [
      'throttling by Step Functions',
      { workflow: refuses(400, 'ThrottlingException') },
      503,
      'workflow_busy',
      ['workflow', 'workflow', 'workflow'],
    ],
    [
      'throttling by Bedrock',
      { model: refuses(429, 'ThrottlingException') },
      503,
      'model_busy',
      ['workflow', 'anthropic', 'anthropic', 'anthropic'],
    ],
    [
      'a server error of Bedrock',
      { model: refuses(500, 'InternalServerException') },
      502,
      'model_unavailable',
      ['workflow', 'anthropic', 'anthropic', 'anthropic'],
    ],
    [
      'a model that may not be used',
      { model: refuses(403, 'AccessDeniedException') },
      502,
      'model_unavailable',
      ['workflow', 'anthropic'],
    ],
    [
      'a request that Bedrock refuses',
      { model: refuses(400, 'ValidationException') },
      502,
      'model_refused',
      ['workflow', 'anthropic'],
    ],
    [
      'a conversation that is too long for the model',
      { model: refuses(400, 'ValidationException', 'Input is too long for requested model.') },
      422,
      'input_too_long',
      ['workflow', 'anthropic'],
    ],
    [
      'an exception as the first thing in the stream',
      { model: first('modelStreamErrorException') },
      502,
      'model_failed',
      ['workflow', 'anthropic'],
    ],
    [
      'throttling as the first thing in the stream',
      { model: first('throttlingException') },
      503,
      'model_busy',
      ['workflow', 'anthropic'],
    ],
    ['a stream that ends before it began', { model: (answer) => answer.end() }, 502, 'model_failed', ['workflow', 'anthropic']],
  ])('%s', async (_, { workflow, model }, status, code, services) => {
    if (workflow !== undefined) runtime.aws.workflow = workflow
    if (model !== undefined) runtime.aws.model = model
    const { status: told, text, type } = await ask(url, { body: request({ system: 'SECRET-SYSTEM' }) })
    const { error } = JSON.parse(text) as { error: Record<string, unknown> }
    expect({
      told,
      type,
      code: error.code,
      members: Object.keys(error),
      leaks: /SECRET|arn:/.test(text),
      services: runtime.aws.calls.map(({ service }) => service),
    }).toEqual({
      told: status,
      type: 'application/json',
      code,
      members: ['code', 'message', 'request_id'],
      leaks: false,
      services,
    })
  })

  test('and the next request is fine', async () => expect((await ask(url, { body: request() })).text).toBe('Yes.'))
})

describe('a request that makes no sense is refused before anything is spent', () => {
  const long = { role: 'user', content: 'x'.repeat(270_000) }
  test.each<[string, { body?: unknown; headers?: Record<string, string>; method?: string }, number, string, string]>([
    ['no JSON', { body: '{"bedrock_parameters": ' }, 400, 'invalid_json', 'The body is not valid JSON.'],
    ['no UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'invalid_json', 'The body is not valid UTF-8.'],
    ['a list', { body: [] }, 422, 'invalid_request', 'The body must be an object.'],
    ['nothing in it', { body: {} }, 422, 'invalid_request', 'bedrock_parameters is required.'],
    [
      'messages that are no list',
      { body: request({ messages: { role: 'user' } }) },
      422,
      'invalid_request',
      'bedrock_parameters.messages must be an array.',
    ],
    [
      'no messages',
      { body: request({ messages: [] }) },
      422,
      'invalid_request',
      'bedrock_parameters.messages must have at least 1 item.',
    ],
    [
      'an unknown role',
      { body: request({ messages: [{ role: 'system', content: 'x' }] }) },
      422,
      'invalid_request',
      'bedrock_parameters.messages[0].role must be "user" or "assistant".',
    ],
    [
      'content that is a number',
      { body: request({ messages: [{ role: 'user', content: 1 }] }) },
      422,
      'invalid_request',
      'bedrock_parameters.messages[0].content must be a string or an array.',
    ],
    [
      'a block that is text',
      { body: request({ messages: [{ role: 'user', content: ['x'] }] }) },
      422,
      'invalid_request',
      'bedrock_parameters.messages[0].content[0] must be an object.',
    ],
    [
      'a system prompt of blocks',
      { body: request({ system: [] }) },
      422,
      'invalid_request',
      'bedrock_parameters.system must be a string.',
    ],
    [
      'a model that is a path',
      { body: request({ modelId: '../../etc' }) },
      422,
      'invalid_request',
      'bedrock_parameters.modelId is not of the form that is expected here.',
    ],
    [
      'a temperature of 2',
      { body: request({ temperature: 2 }) },
      422,
      'invalid_request',
      'bedrock_parameters.temperature must be at most 1.',
    ],
    [
      'half a token',
      { body: request({ max_tokens: 0.5 }) },
      422,
      'invalid_request',
      'bedrock_parameters.max_tokens must be an integer.',
    ],
    [
      'an empty tag',
      { body: request({}, { content_tag: '' }) },
      422,
      'invalid_request',
      'assistant_parameters.content_tag is not of the form that is expected here.',
    ],
    [
      'a tag that closes itself',
      { body: request({}, { content_tag: 'a>b' }) },
      422,
      'invalid_request',
      'assistant_parameters.content_tag is not of the form that is expected here.',
    ],
    [
      'no messages to sample',
      { body: request({}, { messages_to_sample: 0 }) },
      422,
      'invalid_request',
      'assistant_parameters.messages_to_sample must be at least 1.',
    ],
    [
      'a sample from the front',
      { body: request({}, { messages_to_sample: -2 }) },
      422,
      'invalid_request',
      'assistant_parameters.messages_to_sample must be at least 1.',
    ],
    ['a prototype', { body: '{"__proto__": {"a": 1}}' }, 422, 'invalid_request', '__proto__ is a name that is not accepted.'],
    [
      'a number no double can hold',
      { body: request({}, { state_machine_custom_params: { n: 2 ** 60 } }) },
      422,
      'invalid_request',
      'assistant_parameters.state_machine_custom_params.n is a number too large to be exact; send it as a string.',
    ],
    [
      'half a character',
      { body: String.raw`{"a": "\ud83d"}` },
      422,
      'invalid_request',
      'a holds half of a surrogate pair, which no UTF-8 text can.',
    ],
    [
      'a hundred levels too many',
      { body: `${'['.repeat(200_000)}${']'.repeat(200_000)}` },
      422,
      'invalid_request',
      'The body nests more than 100 levels.',
    ],
    [
      'text that calls itself text',
      { body: request(), headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
      'The body must be JSON: send it with "content-type: application/json".',
    ],
    [
      'another charset',
      { body: request(), headers: { 'content-type': 'application/json; charset=latin1' } },
      415,
      'unsupported_media_type',
      'The body must be plain UTF-8: leave out content-encoding and any other charset.',
    ],
    [
      'a packed body',
      { body: request(), headers: { 'content-encoding': 'gzip' } },
      415,
      'unsupported_media_type',
      'The body must be plain UTF-8: leave out content-encoding and any other charset.',
    ],
    [
      'more than Step Functions takes',
      { body: request({ messages: [long] }) },
      413,
      'workflow_input_too_large',
      'What the workflow reads of this request is 270079 bytes of JSON; 262144 are the most that it takes. Send a shorter history or smaller params.',
    ],
    [
      'more than the body limit',
      { body: request({ messages: [{ role: 'user', content: 'x'.repeat(5_000_000) }] }) },
      413,
      'request_too_large',
      'The body is larger than 4194304 bytes. Send fewer or shorter messages.',
    ],
    ['another method', { method: 'GET' }, 405, 'method_not_allowed', 'This address takes POST only.'],
  ])('%s', async (_, question, status, code, message) => {
    const answer = await askJson(url, question)
    expect([answer.status, answer.body, runtime.aws.calls]).toEqual([
      status,
      { error: { code, message, request_id: expect.stringMatching(/^request-\d+$/) as unknown } },
      [],
    ])
  })

  test('a body that grows beyond the limit without saying so is refused, and the connection goes on', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const streamed = (pieces: number) =>
      new Promise<string>((resolve) => {
        const sent = http.request(
          url,
          { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
          (response) => void whole(response).then(({ status, text }) => resolve(`${status} ${text.length > 4 ? 'told' : text}`)),
        )
        for (let piece = 0; piece < pieces; piece++) sent.write(Buffer.alloc(65_536, ' '))
        sent.end(JSON.stringify(request()))
      })
    const answers = [await streamed(100), await streamed(1)]
    agent.destroy()
    expect(answers).toEqual(['413 told', '200 Yes.'])
  })

  test.each(['/nowhere', '/bedrock_claude_messages_api/', '/BEDROCK_CLAUDE_MESSAGES_API'])('nothing is at %s', async (path) =>
    expect((await ask(runtime.url + path, { body: request() })).status).toBe(404),
  )
})

describe('for a chain of ours behind this route', () => {
  let ours: TestRuntime
  const allow = {
    models: ['anthropic.claude-3-sonnet-20240229-v1:0'],
    system: true,
    maxTokens: true,
    sampling: true,
    stopSequences: true,
    contentTag: true,
  }
  const { answer } = manifestOf('open')
  beforeAll(async () => {
    ours = await startTestRuntime({
      manifests: [manifestOf('open', { reads: ['question'], answer: { ...answer!, allow } }), manifestOf('strict')],
      environment: { STATEMACHINE_STATE_MACHINE_ARN: arnOf('open') },
    })
  })
  afterAll(() => ours.close())

  test('what the chain allows passes, what is left out is the chain’s own, and the workflow gets only what it reads', async () => {
    ours.aws.calls.length = 0
    const body = request(
      { messages: history, system: 'Mine.', max_tokens: 9, temperature: 0.5, modelId: 'anthropic.claude-3-sonnet-20240229-v1:0' },
      { state_machine_custom_params: { hello: 'there', session: 's', caller: 'me' } },
    )
    const { text } = await ask(`${ours.url}/bedrock_claude_messages_api`, { body })
    const [workflow, model] = ours.aws.calls
    expect([text, JSON.parse(String(workflow?.body.input)), model?.path, model?.body]).toEqual([
      'Hello there.',
      { PromptInput: [history[4]], state_machine_custom_params: { hello: 'there', session: 's' } },
      '/model/anthropic.claude-3-sonnet-20240229-v1%3A0/invoke-with-response-stream',
      {
        anthropic_version: 'bedrock-2023-05-31',
        messages: history,
        temperature: 0.5,
        max_tokens: 9,
        system: 'Mine.\n\n<document>[]</document>',
      },
    ])
  })

  test.each<[string, Record<string, unknown>, string]>([
    [
      'another model',
      { modelId: 'meta.llama3-8b-instruct-v1:0' },
      "bedrock_parameters.modelId is the chain's own to choose. Leave it out, or name one of: anthropic.claude-3-haiku-20240307-v1:0, anthropic.claude-3-sonnet-20240229-v1:0.",
    ],
    ['more tokens than its cap', { max_tokens: 1001 }, 'bedrock_parameters.max_tokens must be at most 1000 for this chain.'],
  ])('%s is refused', async (_, bedrock, message) => {
    ours.aws.calls.length = 0
    const { status, body } = await askJson(`${ours.url}/bedrock_claude_messages_api`, { body: request(bedrock) })
    expect([status, (body as { error: { message: string } }).error.message, ours.aws.calls]).toEqual([422, message, []])
  })
})
