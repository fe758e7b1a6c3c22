/** Models with tools: what goes back and forth, and how it ends. */
import { describe, expect, it } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import {
  Type,
  bedrockTask,
  chain,
  claude,
  dynamodb,
  fail,
  lambda,
  llama,
  prompt,
  result,
  retrieve,
  say,
  tool,
  toolLoop,
  value,
} from '../../compiler/index.ts'
import { run } from '../../compiler/testing.ts'

const model = claude.haiku45

const search = tool({
  description: 'Searches the handbook.',
  input: Type.Object({ query: Type.String() }),
  block: (_, { query }) => retrieve({ knowledgeBase: 'KnowledgeBaseId', query }),
})
const order = tool({
  description: 'Finds an order and says it in words.',
  input: Type.Object({ id: Type.String(), lines: Type.Optional(Type.Integer({ maximum: 5 })) }),
  block: (step, { id }) => {
    const found = step('found', dynamodb.getItem({ table: 'Orders', key: { id }, item: Type.Object({ id: Type.String() }) }))
    return bedrockTask({ model, prompt: prompt('Describe {{order}}')({ order: found.item.id }) })
  },
})
const clock = tool({
  description: 'Tells the time.',
  input: Type.Object({}),
  block: value(Type.String(), 'noon'),
})
const agent = chain('agent', {}, (step, { question }) => {
  const help = step(
    'help',
    toolLoop({ model, system: 'You help.', prompt: question, tools: { search, order, clock }, maxTurns: 3, maxTokens: 300 }),
  )
  return result({ help })
})

type Use = readonly [id: string, name: string, input: unknown]
/** A message of the model's that calls tools. */
const calls = (text: string, ...uses: readonly Use[]) => ({
  return: {
    Output: {
      Message: {
        Role: 'assistant',
        Content: [
          ...(text === '' ? [] : [{ Text: text }]),
          ...uses.map(([ToolUseId, Name, Input]) => ({ ToolUse: { ToolUseId, Name, Input } })),
        ],
      },
    },
    StopReason: 'tool_use',
    Usage: { InputTokens: 10, OutputTokens: 5, TotalTokens: 15 },
  },
})
const messagesOf = (request: { readonly arguments: unknown } | undefined) =>
  (request?.arguments as { Messages: unknown } | undefined)?.Messages
const asked = { Role: 'user', Content: [{ Text: 'Where is it?' }] }
const answers = {
  'help.call': [
    calls('Let me see.', ['t1', 'search', { query: 'returns' }], ['t2', 'clock', {}]),
    calls('', ['t3', 'order', { id: 'o1' }]),
    { text: 'It is on its way.' },
  ],
  'help.tools.item.search': { text: 'Returns take 30 days.' },
  'help.tools.item.order.run.found': { return: { Item: { id: { S: 'o1' } } } },
  'help.tools.item.order.run': { text: 'Order o1, sent.' },
} as const

describe('toolLoop', () => {
  it('runs the tools a model calls and gives the model what they gave, until it answers', async () => {
    const ran = await run(agent, { input: { question: 'Where is it?' }, answers })
    expect(ran.result).toEqual({ help: { text: 'It is on its way.', stopped: 'answered', turns: 3 } })
    const turns = ran.requests.filter(({ state }) => state === 'help.call')
    expect(turns[0]?.arguments).toEqual({
      ModelId: 'global.anthropic.claude-haiku-4-5-20251001-v1:0',
      System: [{ Text: 'You help.' }],
      Messages: [asked],
      InferenceConfig: { MaxTokens: 300 },
      ToolConfig: {
        Tools: [
          {
            ToolSpec: {
              Name: 'search',
              Description: 'Searches the handbook.',
              InputSchema: { Json: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] } },
            },
          },
          {
            ToolSpec: {
              Name: 'order',
              Description: 'Finds an order and says it in words.',
              InputSchema: {
                Json: {
                  type: 'object',
                  properties: { id: { type: 'string' }, lines: { type: 'integer', maximum: 5 } },
                  required: ['id'],
                },
              },
            },
          },
          {
            ToolSpec: {
              Name: 'clock',
              Description: 'Tells the time.',
              InputSchema: { Json: { type: 'object', properties: {} } },
            },
          },
        ],
      },
    })
    const first = [
      asked,
      {
        Role: 'assistant',
        Content: [
          { Text: 'Let me see.' },
          { ToolUse: { ToolUseId: 't1', Name: 'search', Input: { query: 'returns' } } },
          { ToolUse: { ToolUseId: 't2', Name: 'clock', Input: {} } },
        ],
      },
      {
        Role: 'user',
        Content: [
          {
            ToolResult: {
              ToolUseId: 't1',
              Status: 'success',
              Content: [{ Json: { passages: [{ text: 'Returns take 30 days.', source: 's3://local/scripted', score: 1 }] } }],
            },
          },
          { ToolResult: { ToolUseId: 't2', Status: 'success', Content: [{ Text: 'noon' }] } },
        ],
      },
    ]
    expect(messagesOf(turns[1])).toEqual(first)
    expect(messagesOf(turns[2])).toEqual([
      ...first,
      { Role: 'assistant', Content: [{ ToolUse: { ToolUseId: 't3', Name: 'order', Input: { id: 'o1' } } }] },
      {
        Role: 'user',
        Content: [
          { ToolResult: { ToolUseId: 't3', Status: 'success', Content: [{ Json: { text: 'Order o1, sent.' } }] } },
          { Text: 'No more tools can be called. Answer with what you know.' },
        ],
      },
    ])
    expect(ran.outcome).toMatchObject({
      output: {
        bedrock_details: {
          task_details: [
            { task_name: 'help.call', input_token: 10, output_token: 5 },
            { task_name: 'help.call' },
            { task_name: 'help.tools.item.order.run' },
            { task_name: 'help.call' },
          ],
        },
      },
    })
  })

  it('answers at once where no tool is called', async () => {
    const { result, path } = await run(agent, { answers: { 'help.call': { text: 'Hello.' } } })
    expect(result).toEqual({ help: { text: 'Hello.', stopped: 'answered', turns: 1 } })
    expect(path).toEqual(['help.start', 'help.call', 'help.turn', 'help', 'agent'])
  })

  it('tells the model of an unknown tool, a wrong input and a tool that failed', async () => {
    const ran = await run(agent, {
      input: { question: 'Where is it?' },
      answers: {
        ...answers,
        'help.call': [
          calls(
            '',
            ['t1', 'fly', { to: 'Rome' }],
            ['t2', 'search', { text: 'x' }],
            ['t3', 'order', { id: 7, lines: 9 }],
            ['t4', 'search', { query: 'x' }],
            ['t5', 'order', { id: 'o1' }],
          ),
          { text: 'I could not.' },
        ],
        'help.tools.item.search': { throw: { error: 'BedrockAgentRuntime.ResourceNotFoundException', cause: 'No such base.' } },
        'help.tools.item.order.run': { throw: { error: 'BedrockRuntime.AccessDeniedException' } },
      },
    })
    expect(ran.result).toEqual({ help: { text: 'I could not.', stopped: 'answered', turns: 2 } })
    const error = (ToolUseId: string, Text: string) => ({ ToolResult: { ToolUseId, Status: 'error', Content: [{ Text }] } })
    expect(messagesOf(ran.requests.findLast(({ state }) => state === 'help.call'))).toEqual([
      asked,
      expect.anything(),
      {
        Role: 'user',
        Content: [
          error('t1', 'There is no tool fly. There are: search, order, clock.'),
          error('t2', 'The input of search is wrong. "query" is missing.'),
          error('t3', 'The input of order is wrong. "id" must be {"type":"string"}. "lines" must be {"type":"integer"}.'),
          error('t4', 'BedrockAgentRuntime.ResourceNotFoundException: No such base.'),
          error('t5', 'BedrockRuntime.AccessDeniedException: '),
        ],
      },
    ])
  })

  it('gives the last words where the model would go on for ever', async () => {
    const { result, path, requests } = await run(agent, {
      answers: { 'help.call': calls('Still looking.', ['t', 'clock', {}]) },
    })
    expect(result).toEqual({ help: { text: 'Still looking.', stopped: 'limit', turns: 3 } })
    expect({ asked: requests.length, tools: path.filter((state) => state === 'help.tools').length }).toEqual({
      asked: 3,
      tools: 2,
    })
  })

  it('stops at its budget of tokens', async () => {
    const thrifty = chain('thrifty', {}, (step, { messages }) =>
      result(step('help', toolLoop({ model, messages, tools: { clock }, maxTurns: 9, budget: 30, attempts: 1, timeout: 10 }))),
    )
    const { result: data } = await run(thrifty, { answers: { 'help.call': calls('Hm.', ['t', 'clock', {}]) } })
    expect(data).toEqual({ text: 'Hm.', stopped: 'limit', turns: 2 })
  })

  it('keeps its place in a conversation, and asks another model where the first fails', async () => {
    const talk = chain('talk', {}, (step, { messages }) => {
      const greeting = step('greeting', bedrockTask({ model, prompt: 'Greet.' }))
      const help = step(
        'help',
        toolLoop({ model, fallback: [claude.sonnet45], messages, prompt: greeting.text, tools: { clock }, maxTurns: 2 }),
      )
      return result({ help })
    })
    const ran = await run(talk, {
      input: { messages: [{ role: 'user', content: 'Hi' }] },
      answers: {
        greeting: { text: 'Hello.' },
        'help.call': { throw: { error: 'BedrockRuntime.AccessDeniedException' } },
        'help.call.fallback': [calls('', ['t', 'clock', {}]), { text: 'Noon.' }],
      },
    })
    expect(ran.result).toEqual({ help: { text: 'Noon.', stopped: 'answered', turns: 2 } })
    expect(messagesOf(ran.requests.at(-1))).toEqual([
      { Role: 'user', Content: [{ Text: 'Hi' }, { Text: 'Hello.' }] },
      { Role: 'assistant', Content: [{ ToolUse: { ToolUseId: 't', Name: 'clock', Input: {} } }] },
      {
        Role: 'user',
        Content: [
          { ToolResult: { ToolUseId: 't', Status: 'success', Content: [{ Text: 'noon' }] } },
          { Text: 'No more tools can be called. Answer with what you know.' },
        ],
      },
    ])
  })

  it('catches a model that fails in any turn: with words of its own, or with the end of the chain', async () => {
    const Words = Type.Object({
      text: Type.String(),
      stopped: Type.Union([Type.Literal('answered'), Type.Literal('limit')]),
      turns: Type.Integer(),
    })
    const wary = chain('wary', { answer: { model, system: 's', maxTokens: 9 } }, (step, { question }) => {
      const help = step(
        'help',
        toolLoop({
          model,
          prompt: question,
          tools: { clock },
          maxTurns: 3,
          attempts: 1,
          catch: {
            'BedrockRuntime.AccessDeniedException': (_, failure) => say(failure.error),
            'States.ALL': (step) => {
              const other = step('other', bedrockTask({ model, prompt: 'Say sorry.' }))
              return value(Words, { text: other.text, stopped: 'limit', turns: 0 })
            },
          },
        }),
      )
      return say(prompt('{{text}} ({{stopped}})')({ text: help.text, stopped: help.stopped }))
    })
    const sorry = await run(wary, {
      answers: {
        'help.call': [calls('', ['t', 'clock', {}]), { throw: { error: 'ThrottlingException' } }],
        'help.call.catch.States.ALL.other': { text: 'Sorry.' },
      },
    })
    expect(sorry.answer?.answer_text).toBe('Sorry. (limit)')
    const denied = await run(wary, { answers: { 'help.call': { throw: { error: 'BedrockRuntime.AccessDeniedException' } } } })
    expect(denied.answer?.answer_text).toBe('BedrockRuntime.AccessDeniedException')
  })

  it('cuts what is too long for a conversation', async () => {
    const long = tool({ description: 'Long.', input: Type.Object({}), block: lambda({ function: 'F', result: Type.String() }) })
    const dump = chain('dump', {}, (step, { question }) =>
      result(step('help', toolLoop({ model, prompt: question, tools: { long }, maxTurns: 2 }))),
    )
    const ran = await run(dump, {
      answers: {
        'help.call': [calls('', ['t', 'long', {}]), { text: 'Enough.' }],
        'help.tools.item.long': { return: { Payload: 'x'.repeat(30_000) } },
      },
    })
    const [, , results] = messagesOf(ran.requests.at(-1)) as [
      0,
      0,
      { Content: [{ ToolResult: { Content: [{ Text: string }] } }] },
    ]
    expect(results.Content[0].ToolResult.Content[0].Text.length).toBe(20_000)
  })

  it('shares what a turn may give among its calls, so that many calls in many turns stay within 256 KiB', async () => {
    const long = tool({ description: 'Long.', input: Type.Object({}), block: lambda({ function: 'F', result: Type.String() }) })
    const dump = chain('dump', {}, (step, { question }) =>
      result(step('help', toolLoop({ model, prompt: question, tools: { long }, maxTurns: 9, attempts: 1, timeout: 5 }))),
    )
    const four = calls('', ...['a', 'b', 'c', 'd'].map((id): [string, string, object] => [id, 'long', {}]))
    const ran = await run(dump, {
      answers: { 'help.call': four, 'help.tools.item.long': { return: { Payload: 'ä'.repeat(100_000) } } },
    })
    expect(ran.outcome.status).toBe('SUCCEEDED')
    const sent = messagesOf(ran.requests.at(-1)) as { Content: { ToolResult?: { Content: [{ Text: string }] } }[] }[]
    const lengths = sent.flatMap(({ Content }) => Content.map(({ ToolResult }) => ToolResult?.Content[0].Text.length ?? 0))
    expect([Math.max(...lengths), lengths.reduce((sum, one) => sum + one)]).toEqual([1875, 60_000])
  })

  it('can end the run from a tool only as an error that the model hears of', async () => {
    const stop = tool({ description: 'Stops.', input: Type.Object({}), block: fail('Stopped', 'Enough.') })
    const halt = chain('halt', {}, (step, { question }) =>
      result(step('help', toolLoop({ model, prompt: question, tools: { stop }, maxTurns: 2 }))),
    )
    const { outcome, requests } = await run(halt, {
      answers: { 'help.call': [calls('', ['t', 'stop', {}]), { text: 'Stopped.' }] },
    })
    expect(outcome.status).toBe('SUCCEEDED')
    expect(JSON.stringify(messagesOf(requests.at(-1)))).toContain('"Status":"error","Content":[{"Text":"Stopped: Enough."}]')
  })

  it('takes a model with tools alone', () => {
    const plain = chain('plain', {}, (step, { question }) =>
      // @ts-expect-error -- Llama 3 takes no tools
      result(step('help', toolLoop({ model: llama.instruct8b, prompt: question, tools: { clock }, maxTurns: 2 }))),
    )
    const { problems } = compileChain(plain, { file: 'chains/plain.ts', readPrompt: () => undefined })
    expect(problems.map(({ code, what }) => [code, what])).toEqual([
      ['SC018', 'meta.llama3-8b-instruct-v1:0 does not take tools.'],
    ])
  })
})
