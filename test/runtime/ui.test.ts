/** The UI message stream, judged by the AI SDK's own transport and reader. */
import { DefaultChatTransport, readUIMessageStream } from 'ai'
import type { UIMessage } from 'ai'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { all } from './support/all.ts'
import { delta, fails, says, stop, succeeds } from './support/fake-aws.ts'
import { manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

let runtime: TestRuntime
beforeAll(async () => {
  runtime = await startTestRuntime({ manifests: [manifestOf('rag')] })
})
afterAll(() => runtime.close())
beforeEach(() => {
  runtime.aws.calls.length = 0
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = says('Because', ' of it.')
})

const said = (role: 'user' | 'assistant', ...parts: UIMessage['parts']): UIMessage => ({ id: role, role, parts })
const question = [said('user', { type: 'text', text: 'Why?' })]

const send = (messages: UIMessage[], body: object = {}) =>
  new DefaultChatTransport({
    api: `${runtime.url}/chains/rag/ui`,
    headers: { 'x-request-id': 'test-request' },
    body,
  }).sendMessages({
    trigger: 'submit-message',
    chatId: 'chat-1',
    messageId: undefined,
    messages,
    abortSignal: undefined,
  })
async function last(messages: UIMessage[], body?: object): Promise<{ message: UIMessage | undefined; error: unknown }> {
  let message: UIMessage | undefined
  let error: unknown
  const stream = await send(messages, body)
  for await (const one of readUIMessageStream({ stream, onError: (told) => (error = told) })) message = one
  return { message, error }
}

test('the chunks of an answer', async () => {
  expect(await all(await send(question))).toEqual([
    { type: 'start', messageId: 'test-request' },
    { type: 'start-step' },
    {
      type: 'data-workflow',
      data: {
        execution: 'test-request',
        chain: 'rag',
        version: '0123456789ab',
        experiments: [],
        tokens: { input: 0, output: 0 },
      },
      transient: true,
    },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: 'Because' },
    { type: 'text-delta', id: '0', delta: ' of it.' },
    { type: 'text-end', id: '0' },
    { type: 'finish-step' },
    {
      type: 'finish',
      finishReason: 'stop',
      messageMetadata: { stopReason: 'end_turn', usage: { inputTokens: 7, outputTokens: 3, usd: null } },
    },
  ])
})

test('the message a page shows, with reasoning and a tool call', async () => {
  runtime.aws.model = (one) => {
    one.frame('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hm.' } } })
    one.write(delta('converse', 'Let me look.'))
    one.frame('contentBlockStart', { contentBlockIndex: 2, start: { toolUse: { toolUseId: 'i', name: 'look' } } })
    one.frame('contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '{"a":1}' } } })
    stop(one, 'tool_use')
  }
  const { message, error } = await last(question)
  expect([error, message?.parts]).toEqual([
    undefined,
    [
      { type: 'step-start' },
      expect.objectContaining({ type: 'reasoning', text: 'Hm.', state: 'done' }),
      expect.objectContaining({ type: 'text', text: 'Let me look.', state: 'done' }),
      expect.objectContaining({ type: 'tool-look', toolCallId: 'i', state: 'input-available', input: { a: 1 } }),
    ],
  ])
})

test('what the page sends reaches the chain: the chat is the session, text and images are the content', async () => {
  const messages = [
    said('user', { type: 'text', text: 'See' }, { type: 'text', text: 'this.' }),
    said('assistant', { type: 'step-start' }, { type: 'reasoning', text: 'Hm.' }, { type: 'text', text: 'Yes?' }),
    said('user', { type: 'text', text: 'And:' }, { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,iVBORw0=' }),
  ]
  await last(messages, { params: { tier: 'gold' } })
  const [workflow, model] = runtime.aws.calls
  expect([JSON.parse(String(workflow?.body.input)), model?.body.messages]).toEqual([
    {
      PromptInput: [
        { role: 'user', content: 'See\nthis.' },
        { role: 'assistant', content: 'Yes?' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'And:' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' } },
          ],
        },
      ],
      state_machine_custom_params: { tier: 'gold', session: 'chat-1' },
    },
    [
      { role: 'user', content: [{ text: 'See\nthis.' }] },
      { role: 'assistant', content: [{ text: 'Yes?' }] },
      { role: 'user', content: [{ text: 'And:' }, { image: { format: 'png', source: { bytes: 'iVBORw0=' } } }] },
    ],
  ])
})

test('a failure before the first chunk is an error of the request', async () => {
  runtime.aws.workflow = fails('FAILED')
  await expect(send(question)).rejects.toThrow(
    '{"error":{"code":"workflow_failed","message":"The workflow failed.","request_id":"test-request"}}',
  )
})

test('a failure later is an error of the stream', async () => {
  runtime.aws.model = (one) => {
    one.write(delta('converse', 'Bec'))
    one.end()
  }
  const { message, error } = await last(question)
  expect([message?.parts.at(-1), (error as Error).message]).toEqual([
    expect.objectContaining({ type: 'text', text: 'Bec' }),
    'The model failed before its answer was complete.',
  ])
})
