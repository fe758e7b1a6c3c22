/** Conversations and answers as callers and models may send them: what comes of each is what Bedrock takes. */
import { describe, expect, it } from 'vitest'
import { amazonNova, bedrockTask, chain, claude, prompt, result } from '../../compiler/index.ts'
import type { Chain, ChainInput, Model } from '../../compiler/index.ts'
import { flawsIn, run } from '../../compiler/testing.ts'
import type { RunInput } from '../../compiler/testing.ts'

type Messages = NonNullable<RunInput['messages']>
type Given = ChainInput<object>

const asking = (task: (given: Given) => Partial<Parameters<typeof bedrockTask>[0]>, model: Model = claude.haiku45) =>
  chain('asking', {}, (step, given) => result(step('say', bedrockTask({ model, ...task(given) }))))

/** The messages that the model was asked with, and what is wrong with the run. */
async function asked(of: Chain, input: RunInput) {
  const told = await run(of, { input, answers: { say: { text: 'Yes.' } } })
  const given = told.requests[0]?.arguments as { Messages?: unknown; Body?: { messages?: unknown } }
  return { messages: given.Messages ?? given.Body?.messages, flaws: flawsIn(of, told) }
}

const user = (content: Messages[number]['content']) => ({ role: 'user' as const, content })
const assistant = (content: Messages[number]['content']) => ({ role: 'assistant' as const, content })
const picture = { image: { format: 'png', source: { bytes: 'AAAA' } } }
const HISTORIES: Readonly<Record<string, Messages>> = {
  'a blank question': [user(' ')],
  'blank blocks': [user([{ text: '' }, { text: 'hi' }, { text: '\n' }])],
  'no blocks at all': [user([])],
  'a blank answer before': [user('a'), assistant(''), user('b')],
  'two questions in a row': [user('a'), user([{ text: 'b' }])],
  'an answer first': [assistant('hello'), user('a')],
  'a picture alone': [user([picture])],
}

describe.each([
  ['Converse', {}, claude.haiku45],
  ["Claude's own body", { api: 'invoke' as const }, claude.haiku45],
  ["Nova's own body", { api: 'invoke' as const }, amazonNova.lite],
])('%s', (_api, api, model) => {
  it.each(Object.entries(HISTORIES))('takes a conversation with %s', async (_what, messages) => {
    expect(
      (
        await asked(
          asking((given) => ({ ...api, messages: given.messages }), model),
          { messages },
        )
      ).flaws,
    ).toEqual([])
    const then = prompt('And {{question}}?')
    const more = asking((given) => ({ ...api, messages: given.messages, prompt: then({ question: given.question }) }), model)
    expect((await asked(more, { messages })).flaws).toEqual([])
  })
})

it('begins with the user, takes turns, and has words in every message', async () => {
  const messages = [
    assistant('hello'),
    user([{ text: '' }]),
    user('a'),
    assistant([]),
    assistant('b'),
    user([{ text: 'c' }, { text: ' ' }, picture]),
  ]
  expect(
    (
      await asked(
        asking((given) => ({ messages: given.messages })),
        { messages },
      )
    ).messages,
  ).toEqual([
    { Role: 'user', Content: [{ Text: '(no text)' }] },
    { Role: 'assistant', Content: [{ Text: 'hello' }] },
    { Role: 'user', Content: [{ Text: '(no text)' }, { Text: 'a' }] },
    { Role: 'assistant', Content: [{ Text: '(no text)' }, { Text: 'b' }] },
    { Role: 'user', Content: [{ Text: 'c' }, { Image: { Format: 'png', Source: { Bytes: 'AAAA' } } }] },
  ])
})

it('says that there is no text where a text that is known only then is blank, and leaves a prompt alone that has words of its own', async () => {
  const texts = async (of: Chain) =>
    ((await asked(of, { question: ' ' })).messages as [{ Content: [{ Text: string }] }])[0].Content[0].Text
  expect(await texts(asking(({ question }) => ({ prompt: question })))).toBe('(no text)')
  expect(await texts(asking(({ question }) => ({ prompt: prompt('{{question}}')({ question }) })))).toBe('(no text)')
  expect(await texts(asking(({ question }) => ({ prompt: prompt('Q:{{question}}')({ question }) })))).toBe('Q: ')
})

it('takes an answer without any text for an empty one', async () => {
  const said = (Content: readonly object[]) => ({
    return: {
      Output: { Message: { Role: 'assistant', Content } },
      StopReason: 'end_turn',
      Usage: { InputTokens: 1, OutputTokens: 0 },
    },
  })
  const of = asking(({ question }) => ({ prompt: question }))
  for (const content of [[], [{ ReasoningContent: { ReasoningText: { Text: 'Hm.' } } }]]) {
    const told = await run(of, { answers: { say: said(content) } })
    expect([told.result, flawsIn(of, told)]).toEqual([{ text: '' }, []])
  }
  const claudes = asking(({ question }) => ({ prompt: question, api: 'invoke' }))
  const body = { content: [], stop_reason: 'end_turn', usage: { input_tokens: 1, output_tokens: 0 } }
  expect((await run(claudes, { answers: { say: { return: { Body: body } } } })).result).toEqual({ text: '' })
})
