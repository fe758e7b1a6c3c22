import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { assistant, drain, refused, startAws, textOf, user } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

/** A small server that speaks chat completions: it answers with the pieces it is told to, and keeps what it was asked. */
interface Fake {
  readonly url: string
  readonly asked: unknown[]
  reply: { status?: number; pieces?: readonly unknown[]; done?: boolean }
  close(): Promise<void>
}

async function startFake(): Promise<Fake> {
  const asked: unknown[] = []
  const server = createServer((request, response) => {
    if (request.url === '/v1/models') return response.end(JSON.stringify({ data: [{ id: 'tiny' }, { id: 'other' }] }))
    let text = ''
    request.on('data', (piece: Buffer) => (text += piece.toString()))
    return request.on('end', () => {
      asked.push({ path: request.url, key: request.headers.authorization, body: JSON.parse(text) as unknown })
      const { status = 200, pieces = [], done = true } = fake.reply
      response.writeHead(status, { 'content-type': 'text/event-stream' })
      for (const piece of pieces) response.write(`data: ${JSON.stringify(piece)}\n\n`)
      response.end(done ? 'data: [DONE]\n\n' : '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: Fake = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    reply: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return fake
}

const said = (content: string) => ({ choices: [{ delta: { content } }] })
const ended = (finish_reason: string) => ({ choices: [{ delta: {}, finish_reason }] })
const usage = { choices: [], usage: { prompt_tokens: 11, completion_tokens: 3 } }

let fake: Fake
let aws: TestAws
beforeAll(async () => {
  fake = await startFake()
  aws = await startAws({ environment: { LOCAL_MODEL_URL: fake.url, LOCAL_MODEL_KEY: 'secret' } })
})
beforeEach(() => {
  fake.asked.length = 0
  fake.reply = { pieces: [said('Hel'), said('lo'), ended('stop'), usage] }
})
afterAll(async () => {
  await aws.close()
  await fake.close()
})

const request: ConverseCommandInput = { modelId: 'any.model', messages: [user('Hi')] }
const converse = (change: Partial<ConverseCommandInput> = {}) =>
  aws.bedrock.http2.send(new ConverseCommand({ ...request, ...change }))

test('a call is passed on, and its answer handed back', async () => {
  const {
    output,
    stopReason,
    usage: counted,
  } = await converse({
    system: [{ text: 'Be brief.' }],
    messages: [user('Hi'), assistant('Hello'), user('Again')],
    inferenceConfig: { maxTokens: 20, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
  })
  expect({ output, stopReason, counted }).toEqual({
    output: { message: { role: 'assistant', content: [{ text: 'Hello' }] } },
    stopReason: 'end_turn',
    counted: { inputTokens: 11, outputTokens: 3, totalTokens: 14 },
  })
  expect(fake.asked).toEqual([
    {
      path: '/v1/chat/completions',
      key: 'Bearer secret',
      body: {
        model: 'tiny',
        stream: true,
        stream_options: { include_usage: true },
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Hello' },
          { role: 'user', content: 'Again' },
        ],
        max_tokens: 20,
        temperature: 0.5,
        top_p: 0.9,
        stop: ['END'],
      },
    },
  ])
})

test('a stream is passed on piece by piece', async () => {
  const { stream } = await aws.bedrock.http1.send(new ConverseStreamCommand(request))
  const { events, error } = await drain(stream)
  expect(error).toBeUndefined()
  expect(events.flatMap((event) => event.contentBlockDelta?.delta?.text ?? [])).toEqual(['Hel', 'lo'])
})

test("a schema and tools are asked for in the server's way, and its calls come back as Bedrock's", async () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  await converse({
    outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema) } } } },
  })
  const call = (id: string | undefined, name: string | undefined, text: string) => ({
    choices: [
      { delta: { tool_calls: [{ index: 0, ...(id ? { id } : {}), function: { ...(name ? { name } : {}), arguments: text } }] } },
    ],
  })
  fake.reply = { pieces: [call('c1', 'look', '{"a"'), call(undefined, undefined, ':"b"}'), ended('tool_calls')] }
  const { output, stopReason } = await converse({
    messages: [
      user('Hi'),
      { role: 'assistant', content: [{ toolUse: { toolUseId: 't0', name: 'look', input: { a: 'x' } } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 't0', content: [{ json: { found: 1 } }] } }] },
    ],
    toolConfig: {
      tools: [{ toolSpec: { name: 'look', inputSchema: { json: schema } } }],
      toolChoice: { tool: { name: 'look' } },
    },
  })
  expect({ content: output?.message?.content, stopReason }).toEqual({
    content: [{ toolUse: { toolUseId: 'c1', name: 'look', input: { a: 'b' } } }],
    stopReason: 'tool_use',
  })
  const bodies = fake.asked.map((one) => (one as { body: Record<string, unknown> }).body)
  expect(bodies[0]?.['response_format']).toEqual({ type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } })
  expect(bodies[1]).toMatchObject({
    messages: [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 't0', type: 'function', function: { name: 'look', arguments: '{"a":"x"}' } }],
      },
      { role: 'tool', tool_call_id: 't0', content: '{"found":1}' },
    ],
    tools: [{ type: 'function', function: { name: 'look', description: '', parameters: schema } }],
    tool_choice: { type: 'function', function: { name: 'look' } },
  })
})

test("its troubles become Bedrock's errors", async () => {
  fake.reply = { status: 429 }
  expect(await refused(converse())).toMatchObject({ name: 'ThrottlingException', status: 429 })
  fake.reply = { status: 400 }
  expect(await refused(converse())).toMatchObject({ name: 'ValidationException', status: 400 })
  fake.reply = { status: 500 }
  expect(await refused(converse())).toMatchObject({ name: 'ServiceUnavailableException', status: 503 })
  fake.reply = { pieces: [said('Hel')], done: false }
  const { stream } = await aws.bedrock.http2.send(new ConverseStreamCommand(request))
  const { events, error } = await drain(stream)
  expect({ text: textOf(events), error }).toEqual({ text: 'Hel', error: 'ModelStreamErrorException' })
})

test('a server that is not there is named', async () => {
  const lonely = await startAws({ environment: { LOCAL_MODEL_URL: 'http://127.0.0.1:9' } })
  expect(await refused(lonely.bedrock.http1.send(new ConverseCommand(request)))).toEqual({
    name: 'ServiceUnavailableException',
    message: 'The server of LOCAL_MODEL_URL (http://127.0.0.1:9/v1) cannot be reached. Is it running?',
    status: 503,
  })
  await lonely.close()
})
