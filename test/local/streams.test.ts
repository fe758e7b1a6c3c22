import { createHash } from 'node:crypto'
import { get, request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Statement } from '../../compiler/contract.ts'
import { CLAUDE, drain, oneTask, startAws, textOf, user } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

let aws: TestAws
beforeAll(async () => {
  aws = await startAws({ environment: { LOCAL_MODEL_PACE_MS: '10' } })
})
afterAll(() => aws.close())

const native = async (modelId: string, body: unknown) => {
  const reply = await aws.bedrock.http1.send(new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body) }))
  return (await drain(reply.body)).events.map((event) => JSON.parse(Buffer.from(event.chunk?.bytes ?? []).toString()) as unknown)
}
/** "Hello! What would …" cut after two tokens: two pieces, 10 ms each. */
const metrics = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 2, outputTokenCount: 2, invocationLatency: 20 } }
const weather = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }

describe('native streams', () => {
  test('of Llama', async () => {
    const part = (generation: string) => ({ generation, prompt_token_count: null, generation_token_count: 1, stop_reason: null })
    expect(await native('meta.llama3-8b-instruct-v1:0', { prompt: 'hello', max_gen_len: 2 })).toEqual([
      part('Hello! '),
      part('W'),
      { generation: '', prompt_token_count: null, generation_token_count: 2, stop_reason: 'length', ...metrics },
    ])
  })

  test('of Mistral', async () => {
    expect(
      await native('mistral.mistral-large-2407-v1:0', { messages: [{ role: 'user', content: 'hello' }], max_tokens: 2 }),
    ).toEqual([
      { outputs: [{ text: 'Hello! ', stop_reason: null }] },
      { outputs: [{ text: 'W', stop_reason: null }] },
      { outputs: [{ text: '', stop_reason: 'length' }], ...metrics },
    ])
  })

  test('of Nova', async () => {
    const body = { messages: [{ role: 'user', content: [{ text: 'hello' }] }], inferenceConfig: { maxTokens: 2 } }
    expect(await native('amazon.nova-lite-v1:0', body)).toEqual([
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Hello! ' } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'W' } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'max_tokens' } },
      { metadata: { usage: { inputTokens: 2, outputTokens: 2, totalTokens: 4 }, metrics: { latencyMs: 20 } } },
    ])
  })

  test('of Claude, calling a tool', async () => {
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 50,
      messages: [{ role: 'user', content: 'Rain in Oslo?' }],
      tools: [{ name: 'weather', input_schema: weather }],
      tool_choice: { type: 'tool', name: 'weather' },
    }
    const events = (await native(CLAUDE, body)) as { type: string; content_block?: unknown; delta?: unknown }[]
    expect(events.slice(1, -1)).toEqual([
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 'tooluse_weather_1', name: 'weather', input: {} },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"city":"Oslo"}' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 4 } },
    ])
  })
})

test('ConverseStream calls a tool piece by piece', async () => {
  const toolConfig = { tools: [{ toolSpec: { name: 'weather', inputSchema: { json: weather } } }], toolChoice: { any: {} } }
  const { stream } = await aws.bedrock.http2.send(
    new ConverseStreamCommand({ modelId: CLAUDE, messages: [user('Rain in New York?')], toolConfig }),
  )
  expect((await drain(stream)).events.slice(1, -1)).toEqual([
    { contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { toolUseId: 'tooluse_weather_1', name: 'weather' } } } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: '{"city":"New ' } } } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: 'York"}' } } } },
    { contentBlockStop: { contentBlockIndex: 0 } },
    { messageStop: { stopReason: 'tool_use' } },
  ])
})

describe('what a message may hold', () => {
  const fact = 'Moss likes rain.'
  const question: ContentBlock = { text: 'What does moss like?' }
  const bytes = Buffer.from(fact)

  test.each<[string, ContentBlock]>([
    ['a document in bytes', { document: { name: 'd', format: 'md', source: { bytes } } }],
    ['a document as text', { document: { name: 'd', format: 'txt', source: { text: fact } } }],
    ['a document in parts', { document: { name: 'd', format: 'txt', source: { content: [{ text: fact }] } } }],
    ['a search result', { searchResult: { source: 's', title: 't', content: [{ text: fact }], citations: { enabled: true } } }],
  ])('%s is quoted', async (_, block) => {
    const { output } = await aws.bedrock.http1.send(
      new ConverseCommand({ modelId: CLAUDE, messages: [{ role: 'user', content: [question, block] }] }),
    )
    expect(output?.message?.content).toEqual([{ text: fact }])
  })

  test('a picture is passed over', async () => {
    const picture: ContentBlock = { image: { format: 'png', source: { bytes } } }
    const { output } = await aws.bedrock.http1.send(
      new ConverseCommand({
        modelId: CLAUDE,
        messages: [{ role: 'user', content: [picture, { text: 'hello' }, { cachePoint: { type: 'default' } }] }],
      }),
    )
    expect(output?.message?.content?.[0]?.text).toBe('Hello! What would you like to know?')
  })

  test("Claude's documents and results of tools are quoted", async () => {
    const ask = async (messages: unknown[]) => {
      const body = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 50, messages })
      const reply = await aws.bedrock.http1.send(new InvokeModelCommand({ modelId: CLAUDE, body }))
      return (JSON.parse(Buffer.from(reply.body).toString()) as { content: [{ text: string }] }).content[0].text
    }
    const asked = { type: 'text', text: 'What does moss like?' }
    const document = (source: unknown) => ({ type: 'document', title: 'd', source })
    expect(await ask([{ role: 'user', content: [asked, document({ type: 'text', data: fact })] }])).toBe(fact)
    expect(await ask([{ role: 'user', content: [asked, document({ type: 'content', content: fact })] }])).toBe(fact)
    expect(
      await ask([
        { role: 'user', content: [asked] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'look', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: fact }] },
      ]),
    ).toBe(fact)
  })
})

describe('a reader that is slow', () => {
  const words = 60_000
  const body = JSON.stringify({
    system: [{ text: `<data>${JSON.stringify([{ t: `Moss ${'grows '.repeat(words)}.` }])}</data>` }],
    messages: [user('What is moss?')],
  })

  test('gets everything, and one that leaves stops the model', async () => {
    const quick = await startAws()
    const open = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const request = httpRequest(`${quick.url}/model/a.b/converse-stream`, { method: 'POST' }, resolve)
        request.on('error', reject)
        request.end(body)
      })
    const whole = await open()
    let length = 0
    // Reading starts only now, long after the buffers between are full.
    await new Promise<void>((resolve) =>
      get(`${quick.url}/_local/executions`, (other) => other.resume().on('end', () => resolve())),
    )
    for await (const piece of whole) length += (piece as Buffer).length
    expect(length).toBeGreaterThan(words * 100)

    const left = await open()
    left.once('data', () => left.destroy())
    await new Promise((resolve) => left.once('close', resolve))
    const { stream } = await quick.bedrock.http2.send(new ConverseStreamCommand({ modelId: CLAUDE, messages: [user('hello')] }))
    expect(textOf((await drain(stream)).events)).toBe('Hello! What would you like to know?')
    await quick.close()
    expect(quick.lines).toEqual([])
  })
})

describe('what a task needs to be allowed', () => {
  const denied = async (called: string, given: object, resources: readonly string[]) => {
    const name = `m${createHash('sha256')
      .update(called + JSON.stringify(given))
      .digest('hex')
      .slice(0, 8)}`
    await aws.create(name, oneTask({ Resource: called, Arguments: given }))
    const allow = (statements: readonly Statement[]) => aws.control('PUT', 'permissions', { stateMachine: name, statements })
    // whatever is denied is allowed, until nothing is
    const needed: string[] = []
    let action = ''
    for (;;) {
      await allow([{ actions: [action], resources: needed }])
      const { cause = '' } = await aws.run(name)
      const [, refused, resource] = /perform: (\S+) on resource: (.*?) because/.exec(cause) ?? []
      if (refused === undefined || resource === undefined || needed.includes(resource)) break
      action = refused
      needed.push(resource)
    }
    await aws.control('PUT', 'answers', { stateMachine: name, answers: { Only: [{ return: 'let through' }] } })
    await allow([{ actions: [action], resources: [...resources] }])
    return { needs: `${action} on resource: ${needed.join(', ')}`, output: (await aws.run(name)).output }
  }
  const account = 'us-east-1:123456789012'
  const states = 'arn:aws:states:::'

  test.each<[string, string, object, string, readonly string[]]>([
    [
      'a model',
      `${states}bedrock:invokeModel`,
      { ModelId: 'meta.llama3-8b-instruct-v1:0' },
      'bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0',
      ['arn:aws:bedrock:*::foundation-model/meta.*'],
    ],
    [
      'a profile by ARN',
      `${states}aws-sdk:bedrockruntime:converse`,
      { ModelId: `arn:aws:bedrock:${account}:inference-profile/jp.a.b` },
      `bedrock:InvokeModel on resource: arn:aws:bedrock:${account}:inference-profile/jp.a.b, arn:aws:bedrock:ap-northeast-1::foundation-model/a.b, arn:aws:bedrock:ap-northeast-3::foundation-model/a.b`,
      [
        `arn:aws:bedrock:${account}:inference-profile/jp.a.b`,
        ...['ap-northeast-1', 'ap-northeast-3'].map((region) => `arn:aws:bedrock:${region}::foundation-model/a.b`),
      ],
    ],
    [
      'a profile that sends anywhere',
      `${states}aws-sdk:bedrockruntime:converse`,
      { ModelId: 'global.a.b' },
      `bedrock:InvokeModel on resource: arn:aws:bedrock:${account}:inference-profile/global.a.b, arn:aws:bedrock:us-east-1::foundation-model/a.b, arn:aws:bedrock:::foundation-model/a.b`,
      [`arn:aws:bedrock:${account}:inference-profile/global.a.b`, 'arn:aws:bedrock:*::foundation-model/a.b'],
    ],
    [
      'a table',
      `${states}dynamodb:getItem`,
      { TableName: 'T', Key: { id: { S: '1' } } },
      `dynamodb:GetItem on resource: arn:aws:dynamodb:${account}:table/T`,
      [`arn:aws:dynamodb:${account}:table/T`],
    ],
    [
      'a state machine',
      `${states}aws-sdk:sfn:startSyncExecution`,
      { StateMachineArn: `arn:aws:states:${account}:stateMachine:x` },
      `states:StartSyncExecution on resource: arn:aws:states:${account}:stateMachine:x`,
      [`arn:aws:states:${account}:stateMachine:*`],
    ],
    [
      'a file',
      `${states}aws-sdk:s3:headObject`,
      { Bucket: 'b', Key: 'k' },
      's3:GetObject on resource: arn:aws:s3:::b/k',
      ['arn:aws:s3:::b/*'],
    ],
    [
      'what we know no resource of',
      `${states}aws-sdk:cloudwatchlogs:putLogEvents`,
      { LogGroupName: 'g' },
      'logs:PutLogEvents on resource: *',
      ['arn:aws:logs:us-east-1:123456789012:log-group:g'],
    ],
  ])('%s', async (_, resource, given, needs, resources) => {
    expect(await denied(resource, given, resources)).toEqual({ needs, output: '"let through"' })
  })
})
