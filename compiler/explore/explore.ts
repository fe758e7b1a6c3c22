/** Explores a chain: runs its machine over its ways, with whatever may come of its tasks, and tells what it finds. */
import { edgesOf } from '../testing/edges.ts'
import type { Plan, Runner, Told } from './attempt.ts'
import type { Ended, Flaw } from './judge.ts'
import { searchOf } from './search.ts'
import type { SearchOptions } from './search.ts'
import type { Subject } from './subject.ts'

export interface Refutation {
  readonly flaw: Flaw
  /** The first plan that had it. */
  readonly plan: Plan
  /** How many runs had it. */
  readonly runs: number
}

export interface Explored {
  readonly runs: number
  /** Different ways through the machine that were walked. */
  readonly paths: number
  /** Whether every combination of ways was walked, with as many faults at a time as were allowed. */
  readonly isWhole: boolean
  readonly ended: Readonly<Record<Ended, number>>
  /** Edges of the machine, and those that no run walked. */
  readonly edges: number
  readonly missed: readonly string[]
  /** One of each kind, in the order in which they were found. */
  readonly refutations: readonly Refutation[]
}

/** What runs plans, in this thread or in several: all of them, or those before `signal` was aborted. */
export type RunAll = (plans: readonly Plan[], signal?: AbortSignal) => Promise<readonly Told[]>

/** Two flaws of one key are one flaw, met with other values. */
export const flawKey = ({ kind, state, about }: Flaw): string => `${kind} ${state} ${about}`

export const inThisThread =
  (runner: Runner): RunAll =>
  async (plans, signal) => {
    const told: Told[] = []
    for (const plan of plans) {
      if (signal?.aborted) break
      told.push(await runner.run(plan))
    }
    return told
  }

export interface ExploreOptions extends SearchOptions {
  readonly runAll: RunAll
  /** Told after each wave how many runs are made. */
  readonly progress?: (runs: number) => void
  /** Aborted: what was found by then is told. */
  readonly signal?: AbortSignal
}

export async function explore(subject: Subject, { runAll, progress, signal, ...options }: ExploreOptions): Promise<Explored> {
  const search = searchOf(subject, options)
  const ended: Record<Ended, number> = { well: 0, 'by fail': 0, "in a task's own error": 0, wrongly: 0 }
  const walked = new Set<string>()
  const found = new Map<string, Refutation>()
  let runs = 0
  for (;;) {
    const plans = search.next()
    if (plans.length === 0 || signal?.aborted) break
    const told = await runAll(plans, signal)
    search.tell(told)
    for (const [index, one] of told.entries()) {
      ended[one.ended] += 1
      for (const edge of one.edges) walked.add(edge)
      for (const flaw of one.flaws) {
        const key = flawKey(flaw)
        const known = found.get(key)
        found.set(key, known ? { ...known, runs: known.runs + 1 } : { flaw, plan: plans[index] as Plan, runs: 1 })
      }
    }
    runs += told.length
    progress?.(runs)
  }
  const edges = [...new Set(edgesOf(subject.definition))]
  return {
    runs,
    paths: search.paths,
    isWhole: search.isWhole,
    ended,
    edges: edges.length,
    missed: edges.filter((edge) => !walked.has(edge)),
    refutations: [...found.values()],
  }
}
