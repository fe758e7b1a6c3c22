/** How large values are reckoned to be: each by what the chain says of it, and by an assumption where it says nothing. */
import { describe, expect, test } from 'vitest'
import { ASSUMED } from '../../compiler/bounds/index.ts'
import {
  Passage,
  Type,
  bedrockTask,
  chain,
  choice,
  claude,
  cond,
  equals,
  json,
  jsonata,
  lambda,
  lists,
  loop,
  map,
  prompt,
  result,
  retrieve,
  texts,
  toolLoop,
  tool,
  value,
} from '../../compiler/index.ts'
import type { Infer, PlaceStep, Ref } from '../../compiler/index.ts'
import { RECKONED } from '../../compiler/reckoning.ts'
import { boundsOf } from './support.ts'

const Params = Type.Object({
  title: Type.String({ maxLength: 100 }),
  free: Type.String(),
  notes: Type.Array(Type.String({ maxLength: 50 }), { maxItems: 4 }),
  open: Type.Array(Type.String({ maxLength: 50 })),
  kind: Type.Union([Type.Literal('long one'), Type.Literal('s')]),
})
const model = claude.haiku45
type Given = Ref<Infer<typeof Params>>

/** Bytes of what a chain returns, without what is around it. */
function bytesOf(make: (params: Given, step: PlaceStep) => unknown): number {
  const sized = chain('sized', { params: Params }, (step, { params }) => result(make(params as Given, step) as never))
  const { payloads, most } = boundsOf(sized)
  const answer = payloads.find(({ part }) => part === 'answer')?.bytes ?? 0
  return answer - 1000 - 300 * most.modelCalls
}
const text = (characters: number) => characters * ASSUMED.bytesPerCharacter + 4
const answer = (tokens: number) => tokens * ASSUMED.bytesPerToken + 4
const list = (count: number, each: number) => count * each + count + 4

type Row = readonly [what: string, make: (params: Given, step: PlaceStep) => unknown, bytes: number]
const rows: readonly Row[] = [
  ['a text with a length', ({ title }) => title, text(100)],
  ['a text without', ({ free }) => free, text(ASSUMED.textCharacters)],
  ['a list', ({ notes }) => notes, list(4, text(50))],
  ['a list without a length', ({ open }) => open, list(ASSUMED.items, text(50))],
  ['one of several words', ({ kind }) => kind, '"long one"'.length],
  ['words', () => 'a line\nand an é', Buffer.byteLength(JSON.stringify('a line\nand an é'))],
  ['the start of a text', ({ free }) => texts.take(free, 20), text(20)],
  ['the start of a short text', ({ title }) => texts.take(title, 2000), text(100)],
  ['texts one after the other', ({ title, free }) => texts.concat(title, free), text(100) + text(ASSUMED.textCharacters)],
  ['some of a list', ({ notes }) => lists.take(notes, 2), list(2, text(50))],
  ['an item', ({ notes }) => lists.first(notes), text(50)],
  ['a list and more', ({ notes, title }) => lists.append(notes, title), list(4, text(50)) + text(100) + 5 + 4],
  ['a function of items', ({ notes, title }) => lists.map(notes, () => title), list(4, text(100))],
  ['one of two', ({ title, free }) => cond(equals(title, ''), free, title), text(ASSUMED.textCharacters)],
  ['what an author computes', ({ title }) => jsonata(Type.String(), '$uppercase($title)', { title }), text(18) + text(100)],
  ['JSON in a text', ({ notes }) => json.stringify(notes), Math.ceil(list(4, text(50)) * ASSUMED.escaped)],
  ['what a service gives', (_, step) => step('f', lambda({ function: 'F', result: Type.String({ maxLength: 30 }) })), text(30)],
  ['what a model says', (_, step) => step('m', bedrockTask({ model, prompt: 'x', maxTokens: 40 })).text, answer(40)],
  [
    'a part of what a model says, which is no more than all of it',
    (_, step) => step('m', bedrockTask({ model, prompt: 'x', maxTokens: 40, output: Type.Object({ a: Type.String() }) })).a,
    answer(40),
  ],
  [
    'what a model can only say briefly',
    (_, step) => {
      const output = Type.Object({ a: Type.String({ maxLength: 5 }) })
      return step('m', bedrockTask({ model, prompt: 'x', maxTokens: 40, output })).a
    },
    text(5),
  ],
  [
    'what items give',
    ({ notes }, step) =>
      step(
        'all',
        map(notes, () => lambda({ function: 'F', result: Type.String({ maxLength: 30 }) })),
      ),
    list(4, text(30)),
  ],
  [
    'the largest of what cases give',
    ({ title, free }, step) => {
      const cases = { true: value(Type.String(), title), false: value(Type.String(), free) }
      return step('one', choice(equals(title, ''), cases))
    },
    text(ASSUMED.textCharacters),
  ],
]
test.each(rows)('%s', (_, make, bytes) => {
  expect(bytesOf(make)).toBe(bytes)
})

describe('passages', () => {
  const passagesOf = (more: object) =>
    bytesOf((_, step) => step('docs', retrieve({ knowledgeBase: 'KB', query: 'x', ...more })).passages)
  const passage = (characters: number) => text(characters) + 8 + text(ASSUMED.textCharacters) + 10 + 20 + 9 + 4
  test.each([
    ['five when nothing is said', {}, list(5, passage(8000))],
    ['fewer that are kept', { number: 50, rerank: { model: 'cohere', number: 3 } }, list(3, passage(8000))],
    ['many, which are cut shorter', { number: 100 }, list(100, passage(700))],
    ['as long as is said', { number: 2, maxLength: 100 }, list(2, passage(100))],
  ])('%s', (_, more, bytes) => {
    expect(passagesOf(more)).toBe(bytes)
  })

  test('are more where a catch gives more', () => {
    const Found = Type.Object({ passages: Type.Array(Passage) })
    const eachOf = (more: object) =>
      bytesOf((_, step) => {
        const { passages } = step('docs', retrieve({ knowledgeBase: 'KB', query: 'x', number: 2, maxLength: 100, ...more }))
        return step(
          'each',
          map(passages, () => lambda({ function: 'F', result: Type.String({ maxLength: 30 }) })),
        )
      })
    const instead = value(Found, { passages: ['One.', 'Two.', 'Three.'].map((text) => ({ text })) })
    expect([eachOf({}), eachOf({ catch: instead })]).toEqual([list(2, text(30)), list(3, text(30))])
  })
})

describe('a prompt', () => {
  const words = (of: string) => Buffer.byteLength(JSON.stringify(of))
  const promptBytes = (template: string, values: (params: Given) => Record<string, unknown>) =>
    bytesOf((params) => (prompt(template as 'x') as unknown as (values: unknown) => Ref<string>)(values(params)))
  test.each([
    ['its text and its values', 'A: {{a}}', words('A: ') + text(100)],
    ['the larger side of a condition', '{{#if a}}x{{else}}{{a}}{{/if}}', text(100)],
    [
      'its body for every item',
      '{{#each list}}- {{this}} {{../a}};{{/each}}',
      4 * (words('- ') + text(50) + words(' ') + text(100) + words(';')),
    ],
    ['items by name', '{{#each list as |one|}}{{one}}{{/each}}', 4 * text(50)],
    ['fields of an object', '{{#with object}}{{inner}}{{/with}}{{object.inner}}{{list.[0]}}', 2 * text(100) + text(50)],
    ['a list in a line', '{{join list "--"}}', list(4, text(50)) + 4 * words('--')],
    ['what is escaped', '{{json list}}', Math.ceil(list(4, text(50)) * ASSUMED.escaped)],
  ])('has %s', (_, template, bytes) => {
    const all = ({ title, notes }: Given) => ({ a: title, list: notes, object: { inner: title } })
    const read = (name: string) => new RegExp(`\\{\\{[^}]*(?<![\\w])${name}(?![\\w])`).test(template)
    const used = (params: Given) => Object.fromEntries(Object.entries(all(params)).filter(([name]) => read(name)))
    expect(promptBytes(template, used)).toBe(bytes)
  })
})

describe('what a loop carries', () => {
  const Text = Type.Object({ text: Type.String() })
  const carriedBy = (max: number, grow: (text: Ref<string>, title: Ref<string>) => Ref<string>) =>
    bytesOf(({ title }, step) => {
      const looped = loop(
        { carry: Text, start: { text: title }, max, until: ({ text }) => equals(text, '') },
        (step, { text }) => {
          step('asked', lambda({ function: 'F', attempts: 1, timeout: 1 }))
          return value(Text, { text: grow(text, title) })
        },
      )
      return step('looped', looped).text
    })
  test.each([
    ['the same again and again', 50, (_: Ref<string>, title: Ref<string>) => title, text(100)],
    ['more with every turn', 3, (of: Ref<string>, title: Ref<string>) => texts.concat(of, title), 4 * text(100)],
    ['more with every one of many turns', 50, (of: Ref<string>, title: Ref<string>) => texts.concat(of, title), 51 * text(100)],
    ['twice as much with every turn', 6, (of: Ref<string>) => texts.concat(of, of), 2 ** 6 * text(100)],
  ])('is %s', (_, max, grow, bytes) => {
    expect(carriedBy(max, grow)).toBe(bytes)
  })
})

test('a tool loop stays within 256 KiB, however many turns it may take and whatever its tools give', () => {
  const dump = tool({
    description: 'All.',
    input: Type.Object({}),
    block: lambda({ function: 'F', result: Type.String({ maxLength: 90_000 }) }),
  })
  const help = (maxTurns: number) =>
    chain('help', {}, (step, { messages }) =>
      result(step('help', toolLoop({ model, messages, tools: { dump }, maxTurns, attempts: 1, timeout: 2 }))),
    )
  const largest = (maxTurns: number) => Math.max(...boundsOf(help(maxTurns)).payloads.map(({ bytes }) => bytes))
  expect([2, 3, 4, 8].map((maxTurns) => largest(maxTurns) < 262_144)).toEqual([true, true, true, true])
})

test('tokens are reckoned as the runtime reckons them', () => {
  expect(ASSUMED.charactersPerToken).toBe(RECKONED.bytesPerToken)
})
