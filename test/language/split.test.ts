/** Sticky A/B: the shares are the weights, experiments are independent, and the state machine computes what Node computes. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  Type,
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  lists,
  result,
  say,
  split,
  systemChain,
  value,
} from '../../compiler/index.ts'
import { compileChain } from '../../compiler/compile.ts'
import { run } from '../../compiler/testing.ts'
import type { RunOptions } from '../../compiler/testing.ts'
import { execute, load } from '../../runtime/engine/index.ts'

const TONE = { control: 70, warm: 20, 'very "warm" {% x %}': 10, never: 0 }
const MODEL = { small: 1, large: 1 }
type Weights = Readonly<Record<string, number>>

/** The variant by the definition: the first 8 hex digits of SHA-256 of `name:key`, modulo the total weight. */
function variantOf(name: string, key: string, weights: Weights): string {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  let left = Number.parseInt(createHash('sha256').update(`${name}:${key}`).digest('hex').slice(0, 8), 16) % total
  for (const [variant, weight] of Object.entries(weights)) {
    if (left < weight) return variant
    left -= weight
  }
  throw new Error('The weights add up to less than their total.')
}

/** Numbers in [0, 1), the same ones every time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
const random = randomFrom(20_261_122)
const KEYS = Array.from({ length: 100_000 }, (_, index) =>
  index % 2 === 0 ? `user-${index}` : `${random().toString(36).slice(2)}-${random().toString(36).slice(2)}`,
)

/** Values of chi-square that chance passes once in a thousand times, by degrees of freedom. */
const ONCE_IN_A_THOUSAND: Readonly<Record<number, number>> = { 1: 10.828, 2: 13.816, 3: 16.266 }

const countBy = (values: readonly string[]) => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
const chiSquare = (cells: readonly (readonly [actual: number, expected: number])[]) =>
  cells.reduce((sum, [actual, expected]) => sum + (actual - expected) ** 2 / expected, 0)

describe('over 100,000 keys', () => {
  const tones = KEYS.map((key) => variantOf('tone', key, TONE))
  const models = KEYS.map((key) => variantOf('model', key, MODEL))

  it.each([
    ['tone', tones, TONE],
    ['model', models, MODEL],
  ])('the shares of "%s" are its weights', (_, variants, weights: Weights) => {
    const counts = countBy(variants)
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
    const possible = Object.entries(weights).filter(([, weight]) => weight > 0)
    const statistic = chiSquare(possible.map(([variant, weight]) => [counts.get(variant) ?? 0, (KEYS.length * weight) / total]))
    console.log(`shares: ${JSON.stringify(Object.fromEntries(counts))}, chi-square ${statistic.toFixed(2)}`)
    expect([...counts.keys()].toSorted()).toEqual(possible.map(([variant]) => variant).toSorted())
    expect(statistic).toBeLessThan(ONCE_IN_A_THOUSAND[possible.length - 1] as number)
  })

  it('which variant a key has in one experiment says nothing of the other', () => {
    const both = countBy(KEYS.map((_, index) => `${tones[index]}|${models[index]}`))
    const [byTone, byModel] = [countBy(tones), countBy(models)]
    const cells = [...byTone].flatMap(([tone, ofTone]) =>
      [...byModel].map(([model, ofModel]) => [both.get(`${tone}|${model}`) ?? 0, (ofTone * ofModel) / KEYS.length] as const),
    )
    const statistic = chiSquare(cells)
    console.log(`independence: chi-square ${statistic.toFixed(2)} of ${cells.length} cells`)
    expect(statistic).toBeLessThan(ONCE_IN_A_THOUSAND[(byTone.size - 1) * (byModel.size - 1)] as number)
  })
})

describe('the compiled state machine', () => {
  const HOSTILE = ['', ' ', '{% $x %}', '${Base}', '"', '\\', '😀', '\u0000', 'a:b']
  const sample = [...HOSTILE, ...KEYS.slice(0, 2000 - HOSTILE.length)]
  const inputOf = (session: string) => ({
    PromptInput: [{ role: 'user', content: 'Hello.' }],
    state_machine_custom_params: { session },
  })

  it('gives 2,000 keys the variants that Node gives them', async () => {
    const both = chain('both', {}, (_, { session }) =>
      result({
        tone: split('tone', session, TONE),
        model: split('model', session, MODEL),
        isWarm: equals(split('tone', session, TONE), 'warm'),
        isLast: equals(split('tone', session, TONE), 'very "warm" {% x %}'),
      }),
    )
    const { output, problems } = compileChain(both, { file: 'chains/both.ts', readPrompt: () => undefined })
    expect(problems).toEqual([])
    const machine = load(output?.definition)
    const variants = []
    for (const key of sample) {
      const outcome = await execute(machine, { input: inputOf(key), runTask: () => Promise.reject(new Error('No tasks.')) })
      variants.push(outcome.status === 'SUCCEEDED' ? (outcome.output as { result: unknown }).result : outcome)
    }
    expect(variants).toEqual(
      sample.map((key) => {
        const tone = variantOf('tone', key, TONE)
        const model = variantOf('model', key, MODEL)
        return { tone, model, isWarm: tone === 'warm', isLast: tone === 'very "warm" {% x %}' }
      }),
    )
  })

  it('takes the case of the variant and tells it in the answer', async () => {
    const options = { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 100 } }
    const ways = chain('ways', options, (_, { session }) =>
      choice(split('tone', session, TONE), {
        control: say('control'),
        warm: say('warm'),
        'very "warm" {% x %}': say('very "warm" {% x %}'),
        never: say('never'),
      }),
    )
    for (const session of sample.slice(0, 40)) {
      const variant = variantOf('tone', session, TONE)
      const { answer } = await run(ways, { input: { session } })
      expect({ text: answer?.answer_text, experiments: answer?.experiments }).toEqual({
        text: variant,
        experiments: [{ name: 'tone', variant }],
      })
    }
  })

  it('is told where its key was known, and not where the run ended before', async () => {
    const options = { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 100 } }
    const late = chain('late', options, (step, { question, session }) => {
      const early = choice(split('early', session, { only: 1 }), { only: value(Type.String(), 'only') })
      const ask = { model: claude.haiku45, prompt: question, attempts: 1 }
      const found = step('found', bedrockTask({ ...ask, catch: say('not found') }))
      step('early', early)
      const tone = split('tone', found.text, { control: 1 })
      return systemChain.append(step('said', bedrockTask({ ...ask, catch: say(tone) })).text)
    })
    const failed = { throw: { error: 'Broken' } }
    const told = async (given: RunOptions) => (await run(late, given)).answer?.experiments?.map(({ name }) => name)
    expect(await told({ answers: { found: failed } })).toEqual(['early'])
    expect(await told({ answers: { found: { text: 'a' }, said: failed } })).toEqual(['early', 'tone'])
    expect(await told({ answers: { found: { text: 'a' }, said: { text: 'b' } } })).toEqual(['early', 'tone'])
  })

  it('is refused inside a function of items, which no answer could tell', async () => {
    const each = chain('each', { params: Type.Object({ keys: Type.Array(Type.String()) }) }, (_, { params }) =>
      result({ all: lists.map(params.keys, (key) => split('tone', key, TONE)) }),
    )
    await expect(run(each)).rejects.toThrow(
      'split(…) is asked for every item of a list, but a run has one variant. Call it outside, and use what it gave.',
    )
  })
})
