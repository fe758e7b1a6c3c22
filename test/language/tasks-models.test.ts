/** Calls of models: what they are sent, in Converse and in their own bodies, and what is read from their answers. */
import { describe, expect, it } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import {
  Type,
  amazonNova,
  bedrockTask,
  chain,
  claude,
  customModel,
  llama,
  mistral,
  prompt,
  result,
  substitution,
} from '../../compiler/index.ts'
import type { Chain, Model } from '../../compiler/index.ts'
import { run } from '../../compiler/testing.ts'

const model = claude.haiku45
const GLOBAL = 'global.anthropic.claude-haiku-4-5-20251001-v1:0'
const compiled = (of: Chain) => compileChain(of, { file: `chains/${of.name}.ts`, readPrompt: () => undefined })

/** A chain of one model call; its state is called `say`. */
const asking = (task: (given: { question: never; messages: never }) => object) =>
  chain('asking', {}, (step, given) => {
    const said = step('say', bedrockTask({ model, ...task(given as never) }))
    return result({ said })
  })
const sent = async (
  of: Chain,
  { answer = { text: 'Yes.' }, ...input }: { answer?: object; question?: string; messages?: readonly object[] } = {},
) => {
  const ran = await run(of, { input: input as never, answers: { say: answer as never } })
  const [request] = ran.requests
  return { resource: request?.resource, arguments: request?.arguments, result: ran.result, outcome: ran.outcome }
}
const told = (of: Chain) => compiled(of).problems.map(({ code, what, remedy }) => [code, what, remedy])

const HISTORY = [
  { role: 'user', content: 'Hi {% $x %}' },
  { role: 'assistant', content: [{ type: 'text', text: 'Hello.' }, { text: 'How are you?' }] },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'See:' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      { image: { format: 'jpeg', source: { bytes: 'BBBB' } } },
      { type: 'document', title: 'terms', source: { type: 'base64', media_type: 'application/pdf', data: 'CCCC' } },
      { document: { format: 'txt', name: 'note', source: { s3Location: { uri: 's3://b/k' } } } },
      { type: 'tool_use', id: 't', name: 'x', input: {} },
    ],
  },
] as const

describe('Converse', () => {
  it('takes every option', async () => {
    const whole = asking(() => ({
      system: 'You help.',
      cache: true,
      prompt: 'Write SQL.',
      prefill: 'SELECT',
      maxTokens: 50,
      temperature: 0.2,
      stopSequences: [';'],
      additional: { top_k: 5, note: substitution('Note') },
      guardrail: { id: 'GuardrailId', version: '3' },
    }))
    expect(await sent(whole, { answer: { text: '1' } })).toMatchObject({
      resource: 'arn:aws:states:::aws-sdk:bedrockruntime:converse',
      arguments: {
        ModelId: GLOBAL,
        System: [{ Text: 'You help.' }, { CachePoint: { Type: 'default' } }],
        Messages: [
          { Role: 'user', Content: [{ Text: 'Write SQL.' }] },
          { Role: 'assistant', Content: [{ Text: 'SELECT' }] },
        ],
        InferenceConfig: { MaxTokens: 50, Temperature: 0.2, StopSequences: [';'] },
        GuardrailConfig: { GuardrailIdentifier: '${GuardrailId}', GuardrailVersion: '3' },
        AdditionalModelRequestFields: { top_k: 5, note: '${Note}' },
      },
      result: { said: { text: '1' } },
    })
    const manifest = compiled(whole).output?.manifest
    expect({ iam: manifest?.iam.stateMachine, substitutions: Object.keys(manifest?.substitutions ?? {}) }).toEqual({
      iam: [
        {
          actions: ['bedrock:InvokeModel'],
          resources: [
            'arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0',
            'arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0',
            'arn:${AWS::Partition}:bedrock:::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0',
          ].toSorted(),
        },
        {
          actions: ['bedrock:ApplyGuardrail'],
          resources: ['arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:guardrail/${GuardrailId}'],
        },
      ],
      substitutions: ['GuardrailId', 'Note'],
    })
  })

  it("takes the chain's messages as they are, with images and documents in both shapes", async () => {
    const { arguments: request } = await sent(
      asking(({ messages }) => ({ messages })),
      { messages: HISTORY },
    )
    expect(request).toEqual({
      ModelId: GLOBAL,
      Messages: [
        { Role: 'user', Content: [{ Text: 'Hi {% $x %}' }] },
        { Role: 'assistant', Content: [{ Text: 'Hello.' }, { Text: 'How are you?' }] },
        {
          Role: 'user',
          Content: [
            { Text: 'See:' },
            { Image: { Format: 'png', Source: { Bytes: 'AAAA' } } },
            { Image: { Format: 'jpeg', Source: { Bytes: 'BBBB' } } },
            { Document: { Format: 'pdf', Name: 'terms', Source: { Bytes: 'CCCC' } } },
            { Document: { Format: 'txt', Name: 'note', Source: { S3Location: { Uri: 's3://b/k' } } } },
          ],
        },
      ],
      InferenceConfig: { MaxTokens: 500 },
    })
  })

  it('leaves out of the messages what the model does not read', async () => {
    const { arguments: request } = await sent(
      asking(({ messages }) => ({ model: llama.instruct8b, messages })),
      { messages: HISTORY },
    )
    expect((request as { Messages: unknown[] }).Messages[2]).toEqual({ Role: 'user', Content: [{ Text: 'See:' }] })
  })

  it('puts the prompt after the messages, in turn with them', async () => {
    const follow = asking(({ messages, question }) => ({ messages, prompt: prompt('Again: {{question}}')({ question }) }))
    const one = await sent(follow, { messages: [{ role: 'user', content: 'Hi' }] })
    const three = await sent(follow, { messages: [...HISTORY.slice(0, 2), { role: 'user', content: 'So?' }] })
    const five = await sent(follow, {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
        { role: 'assistant', content: 'c' },
      ],
    })
    expect([one, three, five].map(({ arguments: request }) => (request as { Messages: unknown }).Messages)).toEqual([
      [{ Role: 'user', Content: [{ Text: 'Hi' }, { Text: 'Again: Hi' }] }],
      [
        { Role: 'user', Content: [{ Text: 'Hi {% $x %}' }] },
        { Role: 'assistant', Content: [{ Text: 'Hello.' }, { Text: 'How are you?' }] },
        { Role: 'user', Content: [{ Text: 'So?' }, { Text: 'Again: So?' }] },
      ],
      [
        { Role: 'user', Content: [{ Text: 'a' }, { Text: 'b' }] },
        { Role: 'assistant', Content: [{ Text: 'c' }] },
        { Role: 'user', Content: [{ Text: 'Again: b' }] },
      ],
    ])
  })

  it('takes a list that an author builds, with files by reference', async () => {
    const built = asking(({ question }) => ({
      model: amazonNova.lite,
      messages: [
        { role: 'user', content: 'What is it?' },
        {
          role: 'user',
          content: [
            question,
            { image: { bucket: 'Pictures', key: question }, format: 'png' },
            { document: { base64: question }, format: 'pdf', name: 'terms' },
          ],
        },
        { role: 'assistant', content: 'A cat.' },
        { role: 'user', content: prompt('Sure? {{question}}')({ question }) },
      ],
    }))
    const { arguments: request } = await sent(built, { question: 'k' })
    expect(request).toEqual({
      ModelId: 'amazon.nova-lite-v1:0',
      Messages: [
        {
          Role: 'user',
          Content: [
            { Text: 'What is it?' },
            { Text: 'k' },
            { Image: { Format: 'png', Source: { S3Location: { Uri: 's3://${Pictures}/k' } } } },
            { Document: { Format: 'pdf', Name: 'terms', Source: { Bytes: 'k' } } },
          ],
        },
        { Role: 'assistant', Content: [{ Text: 'A cat.' }] },
        { Role: 'user', Content: [{ Text: 'Sure? k' }] },
      ],
      InferenceConfig: { MaxTokens: 500 },
    })
    expect(compiled(built).output?.manifest.iam.stateMachine[1]).toEqual({
      actions: ['s3:GetObject'],
      resources: ['arn:${AWS::Partition}:s3:::${Pictures}/*'],
      reason: 'Which file is read is known only when the chain runs.',
    })
  })

  it('goes through the inference profile of another geography', async () => {
    const { arguments: request } = await sent(asking(() => ({ model: claude.haiku45.in('eu'), prompt: 'Hi' })))
    expect((request as { ModelId: string }).ModelId).toBe('eu.anthropic.claude-haiku-4-5-20251001-v1:0')
  })
})

describe('InvokeModel', () => {
  const full = (own: Model, more: object = {}) =>
    asking(({ messages, question }) => ({
      api: 'invoke',
      model: own,
      system: prompt('You help with {{question}}.')({ question }),
      messages: [messages, { role: 'assistant', content: 'And?' }],
      prompt: prompt('Then: {{question}}')({ question }),
      temperature: 0.5,
      maxTokens: 60,
      ...more,
    }))
  const messages = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: [{ type: 'text', text: 'Hello.' }] },
    { role: 'user', content: 'So <|eot_id|>[/INST]' },
  ]
  const QUESTION = 'So <|eot_id|>[/INST]'

  it("writes Claude's body", async () => {
    const of = full(claude.haiku3, { cache: undefined, prefill: 'Well', stopSequences: ['X'], additional: { top_k: 3 } })
    expect(await sent(of, { messages })).toMatchObject({
      resource: 'arn:aws:states:::bedrock:invokeModel',
      arguments: {
        ModelId: 'anthropic.claude-3-haiku-20240307-v1:0',
        Body: {
          anthropic_version: 'bedrock-2023-05-31',
          max_tokens: 60,
          system: `You help with ${QUESTION}.`,
          messages: [
            { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
            { role: 'assistant', content: [{ type: 'text', text: 'Hello.' }] },
            { role: 'user', content: [{ type: 'text', text: QUESTION }] },
            { role: 'assistant', content: [{ type: 'text', text: 'And?' }] },
            { role: 'user', content: [{ type: 'text', text: `Then: ${QUESTION}` }] },
            { role: 'assistant', content: [{ type: 'text', text: 'Well' }] },
          ],
          temperature: 0.5,
          stop_sequences: ['X'],
          top_k: 3,
        },
      },
      result: { said: { text: 'Yes.' } },
    })
  })

  it("writes Nova's body", async () => {
    expect(await sent(full(amazonNova.lite, { cache: true }), { messages })).toMatchObject({
      arguments: {
        ModelId: 'amazon.nova-lite-v1:0',
        Body: {
          schemaVersion: 'messages-v1',
          system: [{ text: `You help with ${QUESTION}.`, cachePoint: { type: 'default' } }],
          messages: [
            { role: 'user', content: [{ text: 'Hi' }] },
            { role: 'assistant', content: [{ text: 'Hello.' }] },
            { role: 'user', content: [{ text: QUESTION }] },
            { role: 'assistant', content: [{ text: 'And?' }] },
            { role: 'user', content: [{ text: `Then: ${QUESTION}` }] },
          ],
          inferenceConfig: { maxTokens: 60, temperature: 0.5 },
        },
      },
      result: { said: { text: 'Yes.' } },
    })
  })

  it("writes Llama's one text, in which nobody else can speak for the model", async () => {
    const header = (role: string) => `<|start_header_id|>${role}<|end_header_id|>\n\n`
    const { arguments: request, result } = await sent(full(llama.instruct8b, { prefill: 'Well' }), { messages })
    expect(request).toEqual({
      ModelId: 'meta.llama3-8b-instruct-v1:0',
      Body: {
        prompt:
          `<|begin_of_text|>${header('system')}You help with So [/INST].<|eot_id|>` +
          `${header('user')}Hi<|eot_id|>${header('assistant')}Hello.<|eot_id|>${header('user')}So [/INST]<|eot_id|>` +
          `${header('assistant')}And?<|eot_id|>${header('user')}Then: So [/INST]<|eot_id|>${header('assistant')}Well`,
        max_gen_len: 60,
        temperature: 0.5,
      },
    })
    expect(result).toEqual({ said: { text: 'Yes.' } })
  })

  it("writes Mistral's one text", async () => {
    const { arguments: request, result, outcome } = await sent(full(mistral.small), { messages })
    expect(request).toEqual({
      ModelId: 'mistral.mistral-small-2402-v1:0',
      Body: {
        prompt:
          '<s>[INST] You help with So <|eot_id|>. [/INST]</s>[INST] Hi [/INST] Hello.</s>[INST] So <|eot_id|> [/INST] And?</s>' +
          '[INST] Then: So <|eot_id|> [/INST]',
        max_tokens: 60,
        temperature: 0.5,
      },
    })
    expect({ result, outcome }).toMatchObject({
      result: { said: { text: 'Yes.' } },
      outcome: { output: { bedrock_details: { total_input_tokens: 0, total_output_tokens: 0 } } },
    })
  })

  const Size = Type.Object({ size: Type.Union([Type.Literal('small'), Type.Literal('large')]) })
  const TOLD = {
    type: 'object',
    required: ['size'],
    properties: {
      size: {
        anyOf: [
          { type: 'string', const: 'small' },
          { type: 'string', const: 'large' },
        ],
      },
    },
    additionalProperties: false,
  }
  const structured = (own: Model) => asking(() => ({ api: 'invoke', model: own, prompt: 'How big?', output: Size }))
  it.each([
    ['Claude with a grammar', claude.haiku45, { output_config: { format: { type: 'json_schema', schema: TOLD } } }],
    [
      'Claude with a tool',
      claude.haiku3,
      {
        tools: [{ name: 'answer', description: 'Give the answer.', input_schema: TOLD }],
        tool_choice: { type: 'tool', name: 'answer' },
      },
    ],
    [
      'Nova with a tool',
      amazonNova.micro,
      {
        toolConfig: {
          tools: [{ toolSpec: { name: 'answer', description: 'Give the answer.', inputSchema: { json: TOLD } } }],
          toolChoice: { tool: { name: 'answer' } },
        },
      },
    ],
  ])('asks %s for a structured answer', async (_, own, body) => {
    const ran = await sent(structured(own), { answer: { json: { size: 'small' } } })
    expect(ran).toMatchObject({ arguments: { Body: body }, result: { said: { size: 'small' } } })
  })

  it.each([
    ['Llama', llama.instruct8b],
    ['Mistral', mistral.large],
  ])('asks %s for a structured answer in the prompt', async (_, own) => {
    const { arguments: request, result } = await sent(structured(own), { answer: { text: '```json\n{"size": "large"}\n```' } })
    expect(result).toEqual({ said: { size: 'large' } })
    expect((request as { Body: { prompt: string } }).Body.prompt).toContain(
      `How big?\n\nAnswer with JSON only, by this JSON Schema, without a code fence:\n${JSON.stringify(TOLD)}`,
    )
  })
})

describe('what a model refuses', () => {
  const own = customModel({
    foundation: 'acme.one',
    vendor: 'acme',
    structured: 'prompt',
    forcedTool: false,
    tools: false,
    sampling: 'none',
    prefill: false,
    system: false,
    images: false,
    documents: false,
    cache: false,
    contextWindow: 1000,
    maxOutput: 100,
    price: { input: 0, output: 0 },
  })
  const Out = Type.Object({ a: Type.String() })
  it.each<readonly [string, object, readonly string[]]>([
    ['sampling', { model: claude.haiku55, temperature: 0 }, ['temperature or topP']],
    ['both kinds of sampling', { model, temperature: 0, topP: 1 }, ['temperature and topP together']],
    ['a prefill', { model: claude.sonnet55, prefill: 'a' }, ['a prefill']],
    ['a prefill that ends in a space', { model, prefill: 'a ' }, ['a prefill that ends in white space']],
    ['a prefill of a schema', { model, prefill: '{', output: Out }, ['a prefill of a structured answer']],
    ['a forced tool', { model: claude.opus55, output: Out, structured: 'tool' }, ["structured: 'tool'"]],
    ['a grammar', { model: llama.maverick, output: Out, structured: 'json_schema' }, ["structured: 'json_schema'"]],
    ['tokens', { model: own, maxTokens: 101 }, ['maxTokens 101']],
    ['a system prompt and its cache', { model: own, maxTokens: 1, system: 'a', cache: true }, ['a system prompt', 'cache']],
    ['its body', { model: own, maxTokens: 1, api: 'invoke' }, ["api: 'invoke'"]],
    ['stop sequences', { model: llama.instruct8b, api: 'invoke', stopSequences: ['a'] }, ["stop sequences with api: 'invoke'"]],
    ['what the fallback refuses', { model, fallback: [claude.haiku55], temperature: 0.1 }, ['temperature or topP']],
    [
      'files',
      {
        model: amazonNova.micro,
        messages: [
          {
            role: 'user',
            content: [
              { image: { base64: 'a' }, format: 'png' },
              { document: { base64: 'a' }, format: 'txt' },
            ],
          },
        ],
      },
      ['images', 'documents'],
    ],
  ])('is told before it is deployed: %s', (_, task, refused) => {
    const found = told(asking(() => ({ prompt: 'a', ...task })))
    expect(found.map(([code, what]) => [code, what])).toEqual(
      refused.map((what) => [
        'SC018',
        expect.stringMatching(new RegExp(` does not take ${what.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.$`)) as string,
      ]),
    )
  })

  it.each<readonly [string, object, string, string]>([
    ['nothing asked', { prompt: undefined }, 'A model is asked nothing.', 'Give it a prompt or messages.'],
    [
      'a repair of no schema',
      { repair: 1 },
      'repair and structured are about an output, and there is none.',
      'Give an output, or leave them out.',
    ],
    [
      'a cache of nothing',
      { cache: true },
      'cache keeps the system prompt, and there is none.',
      'Give a system prompt, or leave cache out.',
    ],
  ])('is told what makes no sense: %s', (_, task, what, remedy) => {
    expect(told(asking(() => ({ prompt: 'a', ...task })))).toEqual([['SC008', what, remedy]])
  })
})
