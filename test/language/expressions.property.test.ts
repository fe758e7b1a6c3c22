/**
 * Random values of the language over random parameters: compiled and run on the engine, they are what TypeScript says.
 * `EXPRESSION_RUNS` sets how many (default 400), `EXPRESSION_SEED` which.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chain, result } from '../../compiler/index.ts'
import type { Ref } from '../../compiler/index.ts'
import { FUNCTIONS } from '../../compiler/lower/functions/index.ts'
import { run } from '../../compiler/testing.ts'
import { Params, anyParams, randomValues, scopeOf } from './random-expression.ts'
import type { Random } from './random-expression.ts'

const RUNS = Number(process.env['EXPRESSION_RUNS'] ?? 400)
const SEED = Number(process.env['EXPRESSION_SEED'] ?? 20_261_122)

/** As JSON has it: no difference of 0 and -0, no members that are undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

async function onTheEngine(value: Random, params: Params): Promise<unknown> {
  const all = chain('all', { params: Params }, (_, given) =>
    result({ value: value.write(scopeOf(given.params as unknown as Params)) as Ref<unknown> }),
  )
  const { outcome, result: data } = await run(all, { input: { params } })
  return outcome.status === 'SUCCEEDED' ? data : outcome
}

const seen: Random[] = []

test(
  'a value is on the engine what it is in TypeScript',
  async () => {
    await fc.assert(
      fc.asyncProperty(randomValues(5), anyParams, async (value, params) => {
        const expected = plain({ value: value.evaluate(scopeOf(params)) })
        expect(plain(await onTheEngine(value, params))).toEqual(expected)
        seen.push(value)
      }),
      { numRuns: RUNS, seed: SEED },
    )
    printDistribution()
    const used = new Set(seen.flatMap(({ functions }) => functions))
    // these have tests of their own; the others take part in chains, tasks and conditions of choices
    const elsewhere = new Set(['numbers.format', 'texts.withoutFence', 'objects.pick'])
    const unused = Object.keys(FUNCTIONS).filter(
      (name) => name.includes('.') && !used.has(name) && !elsewhere.has(name) && name !== 'dates.between',
    )
    expect(unused).toEqual([])
  },
  30_000 + RUNS * 50,
)

function printDistribution() {
  const counts = new Map<string, number>()
  for (const name of seen.flatMap(({ functions }) => functions)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const depths = seen.map(({ depth }) => depth).toSorted((a, b) => a - b)
  const functions = [...counts].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`)
  console.log(
    `${seen.length} values, depth: median ${depths[Math.floor(depths.length / 2)]}, 90 % ${depths[Math.floor(depths.length * 0.9)]}, most ${depths.at(-1)}\n${functions.join(', ')}`,
  )
}
