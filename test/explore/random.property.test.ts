/** Whatever chain the language can say that compiles holds: no way through it ends in an error that is the compiler's own. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileChain } from '../../compiler/compile.ts'
import { exploring, subjectFor } from './exploring.ts'
import { anyChain, chainOf } from './random-chain.ts'

/** Always the same ones, so that a failure is one of the change that is tested. */
const SEED = 40
const CHAINS = 30
const RUNS = 40
/** Of the chains made at random some are refused, for their length or their names. */
const LEAST_COMPILED = 25

it('random chains hold', async () => {
  let compiled = 0
  await fc.assert(
    fc.asyncProperty(anyChain, async (described) => {
      const chain = chainOf(described)
      if (!compileChain(chain, { file: 'chains/random.ts', readPrompt: () => undefined }).output) return
      compiled += 1
      const { refutations } = await exploring(subjectFor(chain), RUNS)
      expect(refutations.map(({ flaw }) => flaw)).toEqual([])
    }),
    { seed: SEED, numRuns: CHAINS },
  )
  expect(compiled).toBeGreaterThanOrEqual(LEAST_COMPILED)
}, 60_000)
