/** Values of two thousand parts: AWS stops near a hundred nested evaluations, so what is long must not be deep. */
import { expect, it } from 'vitest'
import { Type, and, chain, cond, equals, json, lists, numbers, objects, or, prompt, result, texts } from '../../compiler/index.ts'
import type { Infer, Ref } from '../../compiler/index.ts'
import { compileChain } from '../../compiler/compile.ts'
import { run } from '../../compiler/testing.ts'
import { analyse } from '../../compiler/validate/analysis.ts'

const PARTS = 2000
const DEEPEST = 90
const Params = Type.Object({
  text: Type.String({ maxLength: 10 }),
  number: Type.Number(),
  flag: Type.Boolean(),
  words: Type.Array(Type.String()),
  object: Type.Object({ a: Type.Number() }),
})
type Values = Ref<Infer<typeof Params>>
const params: Infer<typeof Params> = { text: 'x', number: 1, flag: true, words: ['a', 'b'], object: { a: 1 } }

const times = <T>(make: (index: number) => T) => Array.from({ length: PARTS }, (_, index) => make(index))
type Several<T> = readonly [T, ...T[]]
const several = <T>(make: (index: number) => T) => times(make) as unknown as Several<T>

/** Every expression in a definition. */
const expressionsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? value.startsWith('{%')
      ? [value.slice(2, -2)]
      : []
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(expressionsIn)
      : []

const LONG: readonly [string, (values: Values) => Ref<unknown>, unknown][] = [
  ['a text', ({ text }) => texts.concat(...times((index) => (index % 2 === 0 ? text : ','))), 'x,'.repeat(PARTS / 2)],
  ['a joined text', ({ text }) => texts.join(times(() => texts.upper(text))), 'X'.repeat(PARTS)],
  ['a prompt', ({ text }) => prompt('{{text}}-'.repeat(PARTS))({ text }), 'x-'.repeat(PARTS)],
  [
    'a conjunction',
    ({ text, number }) => and(...times((index) => (index % 2 === 0 ? equals(text, 'x') : equals(number, 1)))),
    true,
  ],
  ['a disjunction', ({ number }) => or(...times((index) => equals(number, index + 2))), false],
  ['a sum', ({ number }) => numbers.plus(...several((index) => (index % 2 === 0 ? number : 2))), 3000],
  ['a product', ({ number }) => numbers.times(...several(() => number)), 1],
  ['a largest number', ({ number }) => numbers.max(several((index) => (index === 7 ? 9 : number))), 9],
  ['a list of lists put together', ({ words }) => lists.count(lists.merge(...times(() => words))), 2 * PARTS],
  ['a list with items put after it', ({ words, text }) => lists.count(lists.append(words, ...times(() => text))), PARTS + 2],
  [
    'a list of calculated items',
    ({ words, number }) =>
      numbers.sum(times((index) => numbers.plus(lists.count(lists.filter(words, (word) => equals(word, 'a'))), index, number))),
    (PARTS * (PARTS - 1)) / 2 + 2 * PARTS,
  ],
]

it.each(LONG)('%s of 2,000 parts is shallow, and right', async (_, write, expected) => {
  const long = chain('long', { params: Params }, (_step, given) => result({ value: write(given.params) }))
  const { output, problems } = compileChain(long, { file: 'chains/long.ts', readPrompt: () => undefined })
  expect(problems).toEqual([])
  const depths = expressionsIn(output?.definition).map((code) => analyse(code).depth)
  expect(Math.max(...depths)).toBeLessThan(DEEPEST)
  const { outcome } = await run(long, { input: { params } })
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: { result: { value: expected } } })
})

it('an object of 300 fields is read from JSON by a check that is shallow', async () => {
  const fields = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`field${index}`, index]))
  const Wide = Type.Object(Object.fromEntries(Object.keys(fields).map((name) => [name, Type.Integer()])))
  const wide = chain('wide', { params: Params }, (_, given) => result({ value: json.parse(Wide, given.params.text) }))
  const { result: data } = await run(wide, { input: { params: { ...params, text: JSON.stringify(fields) } } })
  expect(data).toEqual({ value: fields })
})

it('functions inside functions may nest ten deep', async () => {
  const nested = (depth: number, list: Ref<readonly string[]>): Ref<string> =>
    texts.join(
      lists.map(list, (item) => (depth === 0 ? texts.concat(item, '.') : cond(equals(item, 'a'), nested(depth - 1, list), item))),
    )
  const deep = chain('deep', { params: Params }, (_, { params: { words, object } }) =>
    result({ value: nested(9, words), object: objects.merge(object, { b: 1 }) }),
  )
  const { outcome } = await run(deep, { input: { params } })
  expect(outcome).toMatchObject({
    status: 'SUCCEEDED',
    output: { result: { value: `a.b.${'b'.repeat(9)}`, object: { a: 1, b: 1 } } },
  })
})
