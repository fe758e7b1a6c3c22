/** No run uses more than its chain's bounds say: whatever fails, however late and long the answers are. */
import { describe, expect, test } from 'vitest'
import blogPost from '../../chains/examples/blog-post.ts'
import debate from '../../chains/examples/debate.ts'
import extractOrder from '../../chains/examples/extract-order.ts'
import resilient from '../../chains/examples/resilient.ts'
import storyWriter from '../../chains/examples/story-writer.ts'
import tripPlanner from '../../chains/examples/trip-planner.ts'
import rag from '../../chains/rag.ts'
import router from '../../chains/router.ts'
import type { Use } from '../../compiler/bounds/index.ts'
import { compileChain } from '../../compiler/compile.ts'
import type { Compiled } from '../../compiler/compile.ts'
import type { Chain } from '../../compiler/index.ts'
import { promptReader } from '../../compiler/prompt-files.ts'
import { ROOT } from '../support/root.ts'
import { PROMPTS, randomChain } from './random-chain.ts'
import { payloadBounds, randomFrom, runAtWorst } from './worst-run.ts'

const CHAINS = 60
/** How probable it is that a call is answered well at once. */
const PATIENCE = [0, 0.5, 1] as const
const FIGURES = ['seconds', 'states', 'modelCalls', 'inputTokens', 'outputTokens'] as const satisfies readonly (keyof Use)[]
/** Payloads smaller than that are mostly what is around them. */
const LARGE = 5000

const compiled = (chain: Chain): Compiled => {
  const ofProject = promptReader(ROOT)
  return compileChain(chain, { file: 'chains/x.ts', readPrompt: (file) => PROMPTS[file] ?? ofProject(file) })
}

/** How close runs come to each bound, and what is above one. */
async function judge(chains: readonly Chain[]) {
  const closest: { [figure: string]: number } = {}
  const above: unknown[] = []
  const ends = { SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0 }
  const compare = (where: object, figure: string, used: number, bound: number) => {
    if (used > bound + 1e-6) above.push({ ...where, figure, used, bound })
    if (bound > 0 && bound < Infinity) closest[figure] = Math.max(closest[figure] ?? 0, used / bound)
  }
  for (const [index, chain] of chains.entries()) {
    const { output, problems } = compiled(chain)
    const codes = new Set(problems.map(({ code }) => code))
    // a chain of many steps can take too long, one of many texts too much room, and all use words of others
    expect([index, [...codes].filter((code) => code !== 'SC009' && code !== 'SC033' && !code.startsWith('SC04'))]).toEqual([
      index,
      [],
    ])
    if (!output) continue
    const payloads = payloadBounds(output, output.bounds)
    for (const patience of PATIENCE) {
      const used = await runAtWorst(output, randomFrom(index), patience)
      const where = { chain: index, patience }
      ends[used.outcome.status]++
      for (const figure of FIGURES) compare(where, figure, used[figure], output.bounds.most[figure])
      for (const [state, bytes] of used.payloads)
        compare({ ...where, state }, bytes > LARGE ? 'payload' : 'small payload', bytes, payloads.get(state) ?? Infinity)
      const { error } = used.outcome.status === 'FAILED' ? used.outcome : {}
      if (error === 'States.DataLimitExceeded' && !codes.has('SC033')) above.push({ ...where, error })
    }
  }
  return { closest, above, ends }
}

describe('the bounds', () => {
  test('of chains of random shape are never below what a run uses, and runs come close to each of them', async () => {
    const { closest, above, ends } = await judge(Array.from({ length: CHAINS }, (_, seed) => randomChain(randomFrom(seed + 1))))
    const shares = Object.entries(closest).map(([figure, share]) => `${figure} ${share.toFixed(2)}`)
    console.log(
      `${CHAINS} chains, ${ends.SUCCEEDED} runs to the end, ${ends.FAILED} failed; of their bounds at most: ${shares.join(', ')}`,
    )
    expect(above).toEqual([])
    expect(ends.SUCCEEDED).toBeGreaterThan(CHAINS)
    expect(Object.values(closest).every((share) => share > 0.9)).toBe(true)
  }, 60_000)

  test('of the chains of this project are not, either', async () => {
    const chains = [blogPost, debate, extractOrder, resilient, storyWriter, tripPlanner, rag, router]
    const { above, ends } = await judge(chains)
    expect({ above, timedOut: ends.TIMED_OUT }).toEqual({ above: [], timedOut: 0 })
    expect(ends.SUCCEEDED).toBeGreaterThanOrEqual(chains.length)
  }, 60_000)
})
