import { expect, it } from 'vitest'
import { evaluate } from '../../compiler/jsonata/index.ts'
import type { Memo } from '../../compiler/jsonata/index.ts'

let drawn = 0
const services = (memo: Memo) => ({ now: () => 0, random: () => drawn++, uuid: () => 'id', memo })

/** The value of `text` with each of the bindings in turn, with one memo for all, and how many values that kept. */
async function remembered(text: string, ...bindings: readonly Readonly<Record<string, unknown>>[]) {
  const memo: Memo = new Map()
  const values: unknown[] = []
  for (const one of bindings) values.push(await evaluate(text, one, services(memo)))
  return { values, kept: memo.size }
}

it('computes a value once for the values that it is made of', async () => {
  const one = { states: { input: { n: 1 }, context: { at: 1 } }, other: 'x' }
  expect(
    await remembered('$states.input.n + 1', one, { ...one, other: 'y' }, { ...one, states: { input: { n: 1, m: 2 } } }),
  ).toEqual({
    values: [2, 2, 2],
    kept: 1,
  })
  expect(await remembered('$n + $m', { n: 1, m: 2 }, { n: 2, m: 1 }, { n: 12, m: undefined }, { n: 1, m: 2 })).toEqual({
    values: [3, 3, undefined, 3],
    kept: 3,
  })
})

it('tells a text from a number, an absent value from null, and a list on the way from its members', async () => {
  expect((await remembered('$type($x)', { x: 1 }, { x: '1' }, { x: null }, {}, { x: [] })).values).toEqual([
    'number',
    'string',
    'null',
    undefined,
    'array',
  ])
  const lists = [[{ b: 1 }], [{ b: 2 }, { b: 3 }], []].map((a) => ({ x: { a } }))
  expect((await remembered('[$x.a.b]', ...lists)).values).toEqual([[1], [2, 3], []])
  const nested = '$map($xs, function($x) { $x & $suffix }) ~> $join'
  expect((await remembered(nested, { xs: ['a'], suffix: '!' }, { xs: ['a'], suffix: '?' })).values).toEqual(['a!', 'a?'])
})

it('computes anew what asks for time or chance, and what is long', async () => {
  const { values, kept } = await remembered('$random() + $n', { n: 0 }, { n: 0 })
  expect(values[0]).not.toBe(values[1])
  expect(kept).toBe(0)
  expect(await remembered('$length($x)', { x: 'x'.repeat(5000) })).toEqual({ values: [5000], kept: 0 })
})
