/** How much of a machine some runs have walked. */
import type { Chain } from '../language/chain.ts'
import { compiledChain } from './compiled.ts'
import { edgesOf } from './edges.ts'
import type { ChainRun } from './run.ts'
import { whereWritten } from './where.ts'

export interface PathCoverage {
  /** 0 to 1. */
  readonly share: number
  /** Edges that no run walked, in reading order. */
  readonly missed: readonly string[]
}

/**
 * How much of a chain's machine some runs have walked, edge by edge: every way out of every choice, every catch.
 * @example expect(pathCoverage(rag, runs)).toEqual({ share: 1, missed: [] })
 */
export function pathCoverage(chain: Chain, runs: readonly Pick<ChainRun, 'edges'>[], root = process.cwd()): PathCoverage {
  const all = [...new Set(edgesOf(compiledChain(chain, root).definition))]
  const walked = new Set(runs.flatMap((one) => one.edges))
  const missed = all.filter((one) => !walked.has(one))
  return { share: all.length === 0 ? 1 : 1 - missed.length / all.length, missed }
}

/** The coverage in words: the share, and each edge that was not walked with where its step is written. */
export function coverageReport(chain: Chain, runs: readonly Pick<ChainRun, 'edges'>[], root = process.cwd()): string {
  const { share, missed } = pathCoverage(chain, runs, root)
  const { origins } = compiledChain(chain, root)
  const lines = missed.map((one) => `  not walked: ${one}  (${whereWritten(origins.get(one.split(' → ')[0] ?? ''), root)})`)
  return [`${chain.name}: ${Math.round(share * 100)} % of its edges walked in ${runs.length} runs`, ...lines].join('\n')
}
