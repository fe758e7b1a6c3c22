/** What a chain may say of its final call beside model and prompt: where the context goes, what guards it, what becomes of a long history. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AnswerSettings, Message } from '../../compiler/contract.ts'
import { cutHistory, messageTokens } from '../../runtime/history.ts'
import { ask, eventsOf } from './support/ask.ts'
import { claude, says, stop, succeeds } from './support/fake-aws.ts'
import type { Script } from './support/fake-aws.ts'
import { arnOf, manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

const own = manifestOf('any').answer as AnswerSettings
const chain = (name: string, more: Partial<AnswerSettings>) => manifestOf(name, { answer: { ...own, ...more } })
const manifests = [
  chain('late', { contextPlacement: 'messages' }),
  chain('guarded', { guardrail: { id: '${GuardrailId}', version: '3' } }),
  // 1,040 tokens less the 1,000 of the answer: 40 for prompt and conversation
  chain('short', { history: 'cut', contextWindow: 1040 }),
]
let runtime: TestRuntime
beforeAll(async () => {
  runtime = await startTestRuntime({
    manifests,
    environment: { GuardrailId: 'gr4nd', STATEMACHINE_STATE_MACHINE_ARN: arnOf('guarded') },
  })
})
afterAll(() => runtime.close())
beforeEach(() => {
  runtime.aws.calls.length = 0
  runtime.lines.length = 0
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = says('Because.')
})

const messages = [
  { role: 'user', content: 'Hello?' },
  { role: 'assistant', content: 'Yes?' },
  { role: 'user', content: 'Why?' },
]
const post = (name: string, said: readonly object[] = messages) =>
  ask(`${runtime.url}/chains/${name}`, { body: { messages: said } })
const seed = () =>
  ask(`${runtime.url}/bedrock_claude_messages_api`, { body: { bedrock_parameters: { messages }, assistant_parameters: {} } })
const modelCall = () => runtime.aws.calls.find(({ service }) => service !== 'workflow')
const converse = () => {
  const { system, messages: sent, guardrailConfig } = modelCall()?.body ?? {}
  return { system, messages: sent, guardrailConfig }
}
const text = (role: string, ...texts: readonly string[]) => ({ role, content: texts.map((one) => ({ text: one })) })

describe('context in the messages', () => {
  test('follows the last question, and the prompt is as it is in every turn', async () => {
    runtime.aws.workflow = succeeds({ context_data: ['<fact>'] })
    await post('late')
    expect(converse()).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: [
        text('user', 'Hello?'),
        text('assistant', 'Yes?'),
        text('user', 'Why?', String.raw`<document>["\u003cfact\u003e"]</document>`),
      ],
    })
  })

  test('comes before an answer that is begun, and after blocks', async () => {
    await post('late', [
      { role: 'user', content: [{ type: 'text', text: 'Why?' }] },
      { role: 'assistant', content: 'Because' },
    ])
    expect(converse().messages).toEqual([text('user', 'Why?', '<document>[]</document>'), text('assistant', 'Because')])
  })

  test('leaves the workflow’s instructions in the prompt', async () => {
    const told: unknown[] = []
    for (const system_chain_data of [
      { system_chain_prompt: 'P', operation: 'APPEND' },
      { system_chain_prompt: 'P', operation: 'REPLACE_ALL' },
      { system_chain_prompt: 'P', operation: 'REPLACE_TAG', configuration: { replace_tag: 't' } },
    ]) {
      runtime.aws.calls.length = 0
      runtime.aws.workflow = succeeds({ system_chain_data })
      await post('late')
      told.push(converse().system)
    }
    expect(told).toEqual([[{ text: 'Be brief.\n\nP' }], [{ text: 'P' }], [{ text: 'Be brief.\n\nP' }]])
  })
})

describe('a guardrail', () => {
  test('goes with the call, its id from the environment', async () => {
    await post('guarded')
    expect(converse().guardrailConfig).toEqual({ guardrailIdentifier: 'gr4nd', guardrailVersion: '3' })
  })

  test('that stops the answer is told', async () => {
    runtime.aws.model = (answer) => stop(answer, 'guardrail_intervened')
    expect(eventsOf((await post('guarded')).text).at(-1)).toEqual(['done', { stopReason: 'guardrail_intervened' }])
  })

  test('goes with the call of the sample’s route, where Bedrock marks what it stops', async () => {
    const intervenes: Script = (answer) => {
      answer.write(claude({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'No.' } }))
      answer.write(claude({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } }))
      answer.write(claude({ type: 'message_stop', 'amazon-bedrock-guardrailAction': 'INTERVENED' }))
      answer.end()
    }
    runtime.aws.model = intervenes
    const { text: said } = await seed()
    while (runtime.lines.length === 0) await new Promise(setImmediate)
    const { headers } = modelCall() ?? {}
    expect([
      said,
      headers?.['x-amzn-bedrock-guardrailidentifier'],
      headers?.['x-amzn-bedrock-guardrailversion'],
      (JSON.parse(runtime.lines[0] as string) as { stop_reason: string }).stop_reason,
    ]).toEqual(['No.', 'gr4nd', '3', 'guardrail_intervened'])
  })

  test('without an id keeps the runtime from starting, unless its chain is not served', async () => {
    const guarded = manifests.filter(({ name }) => name === 'guarded')
    await expect(startTestRuntime({ manifests: guarded })).rejects.toThrow(
      'GuardrailId is not set; the chain "guarded" needs the id of its guardrail there.',
    )
    const unserved = await startTestRuntime({ manifests: guarded, environment: { STATE_MACHINE_ARNS: '{}' } })
    await unserved.close()
  })
})

describe('a history that is cut', () => {
  const long = 'x'.repeat(60)
  const turns = ['1', '2', '3'].flatMap((turn) => [
    { role: 'user', content: `Q${turn}` },
    { role: 'assistant', content: turn === '1' ? long : `A${turn}` },
  ])
  const asked = [...turns, { role: 'user', content: 'Why?' }]

  test('loses its oldest messages, and the log says how many', async () => {
    // the prompt is 12 tokens, the last question 10, a message before it 9: there is room for one turn
    await post('short', asked)
    while (runtime.lines.length === 0) await new Promise(setImmediate)
    expect([converse().messages, (JSON.parse(runtime.lines[0] as string) as { messages_cut: number }).messages_cut]).toEqual([
      [text('user', 'Q3'), text('assistant', 'A3'), text('user', 'Why?')],
      4,
    ])
  })

  test('that is too long with its last question alone is refused', async () => {
    const { status, text: told } = await ask(`${runtime.url}/chains/short`, {
      body: { messages: [{ role: 'user', content: 'Why? '.repeat(50) }] },
      headers: { accept: 'application/json' },
    })
    expect([status, (JSON.parse(told) as { error: { code: string } }).error.code, modelCall()]).toEqual([
      422,
      'input_too_long',
      undefined,
    ])
  })

  const said = (...roles: readonly Message['role'][]): Message[] => roles.map((role) => ({ role, content: 'abc' }))
  // a message of three bytes is 9 tokens
  test.each<[string, Message[], number, number]>([
    ['nothing where all fits', said('user', 'assistant', 'user'), 27, 0],
    ['a question with its answer', said('user', 'assistant', 'user'), 26, 2],
    ['never a question without its answer', said('user', 'assistant', 'user', 'assistant', 'user'), 40, 2],
    ['an answer at the beginning', said('assistant', 'user', 'assistant', 'user'), 35, 1],
    ['one of two questions in a row', said('user', 'user', 'assistant', 'user'), 35, 1],
    ['nothing of an answer that is begun', said('user', 'assistant', 'user', 'assistant'), 18, 2],
  ])('loses %s', (_, conversation, room, cut) => expect(cutHistory('', conversation, room)).toEqual(conversation.slice(cut)))

  test('counts a token for three bytes, eight for a message and 1,600 for an image', () =>
    expect(
      [
        'abcd',
        '日本',
        [{ text: 'abc' }, { type: 'image', source: {} }],
        [{ image: { format: 'png', source: { bytes: 'AAAA' } } }],
        [{ document: 'xyz' }],
      ].map((content) => messageTokens({ role: 'user', content })),
    ).toEqual([10, 10, 1609, 1608, 14]))
})
