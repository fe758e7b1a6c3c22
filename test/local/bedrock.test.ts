import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assistant, CLAUDE, drain, refused, startAws, textOf, user } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

const context = [{ text: 'Glowfish live in Lake Tarn and eat moss.', source: 's3://docs/fish.md' }]
const request: ConverseCommandInput = {
  modelId: CLAUDE,
  system: [{ text: `Answer from the documents.\n\n<docs>${JSON.stringify(context)}</docs>` }],
  messages: [user('Where do glowfish live?')],
}
const answer = 'Glowfish live in Lake Tarn and eat moss.\n\nSource: s3://docs/fish.md'

let aws: TestAws
beforeAll(async () => {
  aws = await startAws()
})
afterAll(() => aws.close())

describe.each(['http1', 'http2'] as const)('Bedrock Runtime over %s', (protocol) => {
  test('Converse answers whole', async () => {
    const { $metadata, ...whole } = await aws.bedrock[protocol].send(new ConverseCommand(request))
    expect(whole).toEqual({
      output: { message: { role: 'assistant', content: [{ text: answer }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 37, outputTokens: 17, totalTokens: 54 },
      metrics: { latencyMs: 0 },
    })
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('ConverseStream tells the same word by word', async () => {
    const { stream } = await aws.bedrock[protocol].send(new ConverseStreamCommand(request))
    const { events, error } = await drain(stream)
    expect(error).toBeUndefined()
    const texts = events.flatMap((event) => event.contentBlockDelta?.delta?.text ?? [])
    expect(texts.join('')).toBe(answer)
    expect(texts.length).toBe(10)
    expect(events.filter((event) => !event.contentBlockDelta)).toEqual([
      { messageStart: { role: 'assistant' } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: { inputTokens: 37, outputTokens: 17, totalTokens: 54 }, metrics: { latencyMs: 0 } } },
    ])
  })

  test("InvokeModelWithResponseStream streams Claude's own events", async () => {
    const body = JSON.stringify({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 3,
      messages: [{ role: 'user', content: 'hello' }],
    })
    const reply = await aws.bedrock[protocol].send(new InvokeModelWithResponseStreamCommand({ modelId: CLAUDE, body }))
    const { events } = await drain(reply.body)
    expect(reply.contentType).toBe('application/json')
    expect(events.map((event) => JSON.parse(Buffer.from(event.chunk?.bytes ?? []).toString()) as unknown)).toEqual([
      {
        type: 'message_start',
        message: {
          id: expect.stringMatching(/^msg_bdrk_[0-9a-f]{24}$/) as unknown,
          type: 'message',
          role: 'assistant',
          model: CLAUDE,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 2, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello! ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'What ' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'max_tokens', stop_sequence: null }, usage: { output_tokens: 3 } },
      {
        type: 'message_stop',
        'amazon-bedrock-invocationMetrics': {
          inputTokenCount: 2,
          outputTokenCount: 3,
          invocationLatency: 0,
          firstByteLatency: 0,
        },
      },
    ])
  })
})

describe('native bodies of InvokeModel', () => {
  const invoke = async (modelId: string, body: unknown) => {
    const reply = await aws.bedrock.http1.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }))
    return JSON.parse(Buffer.from(reply.body).toString()) as unknown
  }
  const hello = 'Hello! What would you like to know?'

  test('Claude', async () => {
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 100,
      system: 'Be kind.',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi!' }] }],
    }
    expect(await invoke('anthropic.claude-3-haiku-20240307-v1:0', body)).toEqual({
      id: expect.stringMatching(/^msg_bdrk_/) as unknown,
      type: 'message',
      role: 'assistant',
      model: 'anthropic.claude-3-haiku-20240307-v1:0',
      content: [{ type: 'text', text: hello }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 3, output_tokens: 9 },
    })
  })

  test('Claude continues what the assistant has begun, up to a stop sequence', async () => {
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 100,
      stop_sequences: ['</terms>'],
      messages: [
        { role: 'user', content: 'Where do glowfish live?' },
        { role: 'assistant', content: '<terms>' },
      ],
    }
    expect(await invoke(CLAUDE, body)).toMatchObject({
      content: [{ type: 'text', text: 'glowfish, live' }],
      stop_reason: 'stop_sequence',
      stop_sequence: '</terms>',
    })
  })

  test('Llama, by its headers', async () => {
    const prompt = [
      '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\nBe kind.<|eot_id|>',
      '<|start_header_id|>user<|end_header_id|>\nhello<|eot_id|>',
      '<|start_header_id|>assistant<|end_header_id|>\n',
    ].join('')
    expect(await invoke('meta.llama3-8b-instruct-v1:0', { prompt, max_gen_len: 50 })).toEqual({
      generation: hello,
      prompt_token_count: 4,
      generation_token_count: 9,
      stop_reason: 'stop',
    })
  })

  test('Nova', async () => {
    const body = {
      schemaVersion: 'messages-v1',
      messages: [{ role: 'user', content: [{ text: 'hello' }] }],
      inferenceConfig: { max_new_tokens: 2 },
    }
    expect(await invoke('us.amazon.nova-lite-v1:0', body)).toEqual({
      output: { message: { role: 'assistant', content: [{ text: 'Hello! W' }] } },
      stopReason: 'max_tokens',
      usage: { inputTokens: 2, outputTokens: 2, totalTokens: 4 },
    })
  })

  test('Mistral, by its marks', async () => {
    expect(await invoke('mistral.mistral-large-2407-v1:0', { prompt: '<s>[INST] hello [/INST]', max_tokens: 50 })).toEqual({
      outputs: [{ text: hello, stop_reason: 'stop' }],
      choices: [{ index: 0, message: { role: 'assistant', content: hello }, stop_reason: 'stop' }],
    })
  })

  test('a model whose body nobody here knows is refused with what to do', async () => {
    expect(await refused(invoke('cohere.embed-v4:0', { texts: ['x'] }))).toEqual({
      name: 'ValidationException',
      message:
        'Local AWS knows the native bodies of Claude, Llama, Nova, Mistral; "cohere.embed-v4:0" is none of them. Call it through Converse, or script the task\'s answer.',
      status: 400,
    })
  })
})

describe('what Bedrock refuses is refused', () => {
  const wrong = (change: Partial<Record<keyof ConverseCommandInput, unknown>>) =>
    refused(aws.bedrock.http2.send(new ConverseCommand({ ...request, ...change } as ConverseCommandInput)))

  test.each([
    ['an assistant who starts', { messages: [assistant('Hi')] }, /must start with a user message/],
    ['two turns of one role', { messages: [user('a'), user('b')] }, /must alternate/],
    ['a blank text', { messages: [user(' ')] }, /text field .* at messages\.0\.content\.0 is blank/],
    [
      'no tokens',
      { inferenceConfig: { maxTokens: 0 } },
      /^1 validation error detected: Value at 'inferenceConfig\.maxTokens' failed .* greater than or equal to 1$/,
    ],
    ['too much warmth', { inferenceConfig: { temperature: 2 } }, /inferenceConfig\.temperature/],
    [
      'a schema that is no JSON',
      { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{' } } } } },
      /is not JSON/,
    ],
    [
      'a tool choice that is no tool',
      {
        toolConfig: {
          tools: [{ toolSpec: { name: 'a', inputSchema: { json: { type: 'object' } } } }],
          toolChoice: { tool: { name: 'b' } },
        },
      },
      /"b"/,
    ],
    ['a model id with a space', { modelId: 'no model' }, /model identifier is invalid/],
  ])('%s', async (_, change, message) => {
    const { name, message: told, status } = await wrong(change)
    expect({ name, status }).toEqual({ name: 'ValidationException', status: 400 })
    expect(told).toMatch(message)
  })

  test('a member of the wrong type', async () => {
    expect(await wrong({ inferenceConfig: { maxTokens: 'many' } })).toMatchObject({ name: 'SerializationException', status: 400 })
  })
})

test('a cut answer says so, and a stop sequence ends one', async () => {
  const { stream } = await aws.bedrock.http2.send(new ConverseStreamCommand({ ...request, inferenceConfig: { maxTokens: 4 } }))
  const { events } = await drain(stream)
  expect(textOf(events)).toBe(answer.slice(0, 16))
  expect(events.find((event) => event.messageStop)).toEqual({ messageStop: { stopReason: 'max_tokens' } })
  const stopped = await aws.bedrock.http2.send(new ConverseCommand({ ...request, inferenceConfig: { stopSequences: [' and '] } }))
  expect([stopped.output?.message?.content?.[0]?.text, stopped.stopReason]).toEqual([
    'Glowfish live in Lake Tarn',
    'stop_sequence',
  ])
})
