import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLAUDE, oneTask, startAws } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

const INVOKE = 'arn:aws:states:::bedrock:invokeModel'
const CONVERSE = 'arn:aws:states:::aws-sdk:bedrockruntime:converse'
const RETRIEVE = 'arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve'
const LAMBDA = 'arn:aws:states:::lambda:invoke'

const converse = oneTask({
  Resource: CONVERSE,
  Arguments: {
    ModelId: CLAUDE,
    Messages: [{ Role: 'user', Content: [{ Text: '{% $states.input.text %}' }] }],
    InferenceConfig: { MaxTokens: 100 },
  },
})
const retrieve = oneTask({
  Resource: RETRIEVE,
  Arguments: { KnowledgeBaseId: '{% $states.input.id %}', RetrievalQuery: { Text: 'moss' } },
})
const lambda = oneTask({ Resource: LAMBDA, Arguments: { FunctionName: 'quote', Payload: { a: 1 } } })
const invoke = (modelId: string, body: unknown) => oneTask({ Resource: INVOKE, Arguments: { ModelId: modelId, Body: body } })
const claudeBody = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] }

let aws: TestAws
beforeAll(async () => {
  aws = await startAws({ documents: { 'fish.md': '# Glowfish\n\nGlowfish eat moss.' } })
  await aws.create('converse', converse)
  await aws.create('retrieve', retrieve)
  await aws.create('lambda', lambda)
  await aws.create('claude', invoke(CLAUDE, claudeBody))
  await aws.create('llama', invoke('meta.llama3-8b-instruct-v1:0', { prompt: 'hello', max_gen_len: 10 }))
})
afterAll(() => aws.close())

const outcome = async (name: string, input: unknown = {}) => {
  const { status, output, error, cause } = await aws.run(name, input)
  return status === 'SUCCEEDED' ? (JSON.parse(output as string) as unknown) : { error, cause }
}
const script = (stateMachine: string, ...answers: unknown[]) =>
  aws.control('PUT', 'answers', { stateMachine, answers: { Only: answers } })

describe('the stand-ins inside an execution', () => {
  test('Converse speaks PascalCase', async () => {
    expect(await outcome('converse', { text: 'hello' })).toEqual({
      Output: { Message: { Role: 'assistant', Content: [{ Text: 'Hello! What would you like to know?' }] } },
      StopReason: 'end_turn',
      Usage: { InputTokens: 2, OutputTokens: 9, TotalTokens: 11 },
      Metrics: { LatencyMs: 1 },
    })
  })

  test('a document keeps its own names: the input of a tool', async () => {
    const schema = { type: 'object', properties: { fish_name: { type: 'string' } }, required: ['fish_name'] }
    const tools = [{ ToolSpec: { Name: 'look_up', InputSchema: { Json: schema } } }]
    await aws.create(
      'tool',
      oneTask({
        Resource: CONVERSE,
        Arguments: {
          ModelId: CLAUDE,
          Messages: [{ Role: 'user', Content: [{ Text: 'Tell me about the fish Glowy' }] }],
          ToolConfig: { Tools: tools, ToolChoice: { Tool: { Name: 'look_up' } } },
        },
        Output: '{% $states.result.Output.Message.Content %}',
      }),
    )
    expect(await outcome('tool')).toEqual([
      { ToolUse: { ToolUseId: 'tooluse_look_up_1', Name: 'look_up', Input: { fish_name: 'Glowy' } } },
    ])
  })

  test('Retrieve answers to LOCAL and to a substitution nobody filled in, and to no other', async () => {
    const found = {
      RetrievalResults: [
        {
          Content: { Text: '# Glowfish\n\nGlowfish eat moss.', Type: 'TEXT' },
          Location: { S3Location: { Uri: 's3://local/fish.md' }, Type: 'S3' },
          Metadata: {
            'x-amz-bedrock-kb-source-uri': 's3://local/fish.md',
            'x-amz-bedrock-kb-chunk-id': expect.stringMatching(/^[0-9a-f]{20}$/) as unknown,
            'x-amz-bedrock-kb-data-source-id': 'LOCAL',
          },
          Score: expect.any(Number) as unknown,
        },
      ],
    }
    expect(await outcome('retrieve', { id: 'LOCAL' })).toEqual(found)
    expect(await outcome('retrieve', { id: '${KnowledgeBaseId}' })).toEqual(found)
    expect(await outcome('retrieve', { id: 'ABCDEFGHIJ' })).toEqual({
      error: 'BedrockAgentRuntime.ResourceNotFoundException',
      cause: expect.stringMatching(
        /^Knowledge Base with id ABCDEFGHIJ does not exist\..* \(Service: BedrockAgentRuntime, Status Code: 404, Request ID: [0-9a-f-]{36}\)$/,
      ) as unknown,
    })
  })

  test('invokeModel keeps the body native', async () => {
    expect(await outcome('claude')).toMatchObject({
      Body: {
        content: [{ type: 'text', text: 'Hello! What would you like to know?' }],
        usage: { input_tokens: 2, output_tokens: 9 },
      },
      ContentType: 'application/json',
    })
    expect(await outcome('llama')).toEqual({
      Body: {
        generation: 'Hello! What would you like to know?',
        prompt_token_count: 2,
        generation_token_count: 9,
        stop_reason: 'stop',
      },
      ContentType: 'application/json',
    })
  })

  test("what Bedrock refuses fails the task under the integration's name", async () => {
    await aws.create('empty', invoke(CLAUDE, { ...claudeBody, messages: [] }))
    expect(await outcome('empty')).toMatchObject({ error: 'Bedrock.ValidationException' })
    expect(await outcome('converse', { text: ' ' })).toMatchObject({ error: 'BedrockRuntime.ValidationException' })
  })

  test('a camelCase parameter is told by name', async () => {
    await aws.create('camel', oneTask({ Resource: CONVERSE, Arguments: '{% {"ModelId": "a.b", "messages": []} %}' }))
    const { error, cause } = (await outcome('camel')) as { error: string; cause: string }
    expect(error).toBe('States.Runtime')
    expect(cause).toContain(
      'The field "messages" is not supported by Step Functions: names of parameters are in PascalCase, "Messages".',
    )
  })

  test('a resource without a stand-in says exactly what to add', async () => {
    expect(await outcome('lambda')).toEqual({
      error: 'LocalAws.NoStandIn',
      cause:
        `Local AWS has no stand-in for ${LAMBDA}. Script what the state "Only" is answered: ` +
        `curl -X PUT ${aws.url}/_local/answers -d '{"stateMachine":"lambda","answers":{"Only":[{"return":{}}]}}'`,
    })
  })
})

describe('scripted answers', () => {
  test('are served first come first served, then the stand-ins serve again', async () => {
    expect(
      await script('lambda', { return: { Payload: 1 } }, { throw: { error: 'Lambda.TooManyRequestsException', cause: 'busy' } }),
    ).toEqual({
      status: 200,
      body: { ok: true },
    })
    expect(await outcome('lambda')).toEqual({ Payload: 1 })
    expect(await outcome('lambda')).toEqual({ error: 'Lambda.TooManyRequestsException', cause: 'busy' })
    expect(await outcome('lambda')).toMatchObject({ error: 'LocalAws.NoStandIn' })
  })

  test('a text is wrapped as the integration would', async () => {
    for (const name of ['converse', 'retrieve', 'lambda', 'claude', 'llama']) await script(name, { text: 'so it is' })
    expect(await outcome('converse', { text: 'hello' })).toMatchObject({
      Output: { Message: { Role: 'assistant', Content: [{ Text: 'so it is' }] } },
      Usage: { InputTokens: 2, OutputTokens: 2, TotalTokens: 4 },
    })
    expect(await outcome('retrieve', { id: 'LOCAL' })).toEqual({
      RetrievalResults: [
        {
          Content: { Text: 'so it is', Type: 'TEXT' },
          Location: { Type: 'S3', S3Location: { Uri: 's3://local/scripted' } },
          Score: 1,
        },
      ],
    })
    expect(await outcome('lambda')).toEqual({ ExecutedVersion: '$LATEST', Payload: 'so it is', StatusCode: 200 })
    expect(await outcome('claude')).toMatchObject({ Body: { content: [{ type: 'text', text: 'so it is' }] } })
    expect(await outcome('llama')).toMatchObject({ Body: { generation: 'so it is' } })
  })

  test('where a tool must be called, a text of JSON is its input', async () => {
    await script('tool', { text: '{"fish_name":"Shark"}' })
    expect(await outcome('tool')).toEqual([
      { ToolUse: { ToolUseId: 'tooluse_scripted', Name: 'look_up', Input: { fish_name: 'Shark' } } },
    ])
  })

  test('can be cleared', async () => {
    await script('lambda', { return: 1 })
    await aws.control('DELETE', 'answers')
    expect(await outcome('lambda')).toMatchObject({ error: 'LocalAws.NoStandIn' })
  })

  test.each([
    [
      'no machine',
      { answers: {} },
      'the body must have required properties stateMachine. It is {"stateMachine": NAME, "answers": {STATE: [{"return": RESULT} or {"text": "…"} or {"throw": {"error": "…", "cause": "…"}}, …]}}.',
    ],
    [
      'an unknown machine',
      { stateMachine: 'nope', answers: {} },
      'There is no state machine "nope" here. There are: converse, retrieve, lambda, claude, llama, tool, empty, camel.',
    ],
    ['an unknown state', { stateMachine: 'lambda', answers: { Onyl: [] } }, '"lambda" has no state "Onyl". It has: Only.'],
  ])('with %s are refused', async (_, body, message) => {
    expect(await aws.control('PUT', 'answers', body)).toEqual({ status: 400, body: { message } })
  })
})

describe('permissions', () => {
  const allow = (stateMachine: string, ...statements: unknown[]) =>
    aws.control('PUT', 'permissions', { stateMachine, statements })
  const model = 'anthropic.claude-haiku-4-5-20251001-v1:0'
  const profile = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${model}`

  test('a call outside the statements is denied, as IAM words it', async () => {
    await allow('converse', { actions: ['bedrock:Retrieve'], resources: ['*'] })
    expect(await outcome('converse', { text: 'hello' })).toEqual({
      error: 'BedrockRuntime.AccessDeniedException',
      cause: expect.stringMatching(
        /^User: arn:aws:sts::123456789012:assumed-role\/stepchain-local\/local is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1:123456789012:inference-profile\/\S+ .*Status Code: 403/,
      ) as unknown,
    })
  })

  test('an inference profile needs the model behind it too', async () => {
    const only = { actions: ['bedrock:InvokeModel'], resources: [profile] }
    await allow('converse', only)
    expect(await outcome('converse', { text: 'hello' })).toMatchObject({ error: 'BedrockRuntime.AccessDeniedException' })
    await allow('converse', { ...only, resources: [profile, `arn:aws:bedrock:*::foundation-model/${model}`] })
    expect(await outcome('converse', { text: 'hello' })).toMatchObject({ StopReason: 'end_turn' })
  })

  test("a policy document's spelling, wildcards, a denial and substitutions are understood", async () => {
    await allow('retrieve', {
      actions: ['bedrock:Retrieve'],
      resources: ['arn:aws:bedrock:us-east-1:123456789012:knowledge-base/${KnowledgeBaseId}'],
    })
    expect(await outcome('retrieve', { id: 'LOCAL' })).toHaveProperty('RetrievalResults')
    await allow(
      'retrieve',
      { Effect: 'Allow', Action: 'bedrock:*', Resource: '*' },
      { Effect: 'Deny', Action: ['bedrock:Ret*'], Resource: ['*/LOCAL'] },
    )
    expect(await outcome('retrieve', { id: 'LOCAL' })).toMatchObject({ error: 'BedrockAgentRuntime.AccessDeniedException' })
    await aws.control('DELETE', 'permissions')
    expect(await outcome('retrieve', { id: 'LOCAL' })).toHaveProperty('RetrievalResults')
  })

  test('a denied call leaves the scripted answer for later', async () => {
    await script('lambda', { return: 'kept' })
    await allow('lambda', {
      actions: ['lambda:InvokeFunction'],
      resources: ['arn:aws:lambda:us-east-1:123456789012:function:other'],
    })
    expect(await outcome('lambda')).toMatchObject({ error: 'Lambda.AccessDeniedException' })
    await allow('lambda', { actions: ['lambda:InvokeFunction'], resources: ['arn:aws:lambda:*:function:quote'] })
    expect(await outcome('lambda')).toBe('kept')
  })

  test('statements of the wrong shape are refused', async () => {
    const { status, body } = await allow('lambda', { actions: 'lambda:*' })
    expect(status).toBe(400)
    expect((body as { message: string }).message).toContain('/statements/0')
  })
})
