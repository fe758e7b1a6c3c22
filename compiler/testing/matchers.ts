/**
 * Matchers for vitest: `expect.extend(chainMatchers)` once, in a test or a set-up file.
 * @example
 * expect(await run(rag, { answers })).toSucceed()
 * expect(await run(rag, { answers })).toWalk('analysis', 'docs')
 * expect([found, failed]).toCoverPathsOf(rag)
 */
// without an import of it, the declaration below would not add to vitest's own
import type { Matchers as _ } from 'vitest'
import type { Chain } from '../language/chain.ts'
import { coverageReport, pathCoverage } from './coverage.ts'
import type { ChainRun } from './run.ts'

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

export const chainMatchers = {
  /** The run ended well; else the message says which step failed, where it is written and why. */
  toSucceed({ failure }: ChainRun): Verdict {
    const told = failure ? `"${failure.state}" (${failure.at}) failed: ${failure.error}: ${failure.cause}` : 'the run succeeded'
    return { pass: failure === null, message: () => told }
  },
  /** The states were entered, in this order; others may lie between. */
  toWalk({ path }: ChainRun, ...states: readonly string[]): Verdict {
    let at = 0
    for (const state of path) if (state === states[at]) at++
    return {
      pass: at === states.length,
      message: () =>
        at === states.length
          ? `the run walked ${states.join(', ')}`
          : `"${states[at]}" was not entered in its turn: the run walked ${path.join(', ')}`,
    }
  },
  /** The runs walked at least `share` of the chain's edges, all of them when nothing is said. */
  toCoverPathsOf(runs: readonly ChainRun[], chain: Chain, share = 1): Verdict {
    return { pass: pathCoverage(chain, runs).share >= share, message: () => coverageReport(chain, runs) }
  },
} as const

/** What the matchers add to `expect(…)`. */
export interface ChainMatchers<R = unknown> {
  toSucceed(): R
  toWalk(...states: readonly string[]): R
  toCoverPathsOf(chain: Chain, share?: number): R
}

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-empty-object-type -- the form that vitest asks for
  interface Matchers<T> extends ChainMatchers<T> {}
}
