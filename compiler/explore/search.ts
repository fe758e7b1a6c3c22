/**
 * Which runs of a chain are made, in waves. First every input and everything that may come of every task, one at a time, wherever a
 * task is reached. Then the paths: what took a run another way is put together with what does so later on, breadth first, until all
 * ways are walked. What is left of the runs is drawn by chance.
 */
import type { Plan, Told } from './attempt.ts'
import type { Outcome } from './outcome.ts'
import type { Subject } from './subject.ts'

export interface SearchOptions {
  /** Runs at most. */
  readonly runs: number
  /** Faults at most in one run: a fault that does not pass counts as one. */
  readonly faults: number
  /** 0 ≤ n < 1 */
  readonly random: () => number
}

export interface Search {
  /** The plans to run next; none: the search is over. */
  next(): readonly Plan[]
  /** What came of the plans of the last wave, in their order. */
  tell(told: readonly Told[]): void
  /** Different ways through the machine that were walked. */
  readonly paths: number
  /** Whether every combination of ways was walked. */
  readonly isWhole: boolean
}

/** How long an outcome lasts: a number of calls, or for ever. */
type Times = number | 'always'

/** An outcome that takes a run another way. */
interface Turn {
  readonly outcome: number
  readonly times: Times
}

/** A plan that tries one outcome. */
interface Single {
  readonly plan: Plan
  /** The state whose outcome it is, and the way that a run goes without it; absent for an input. */
  readonly tries?: { readonly state: string; readonly turn: Turn; readonly unturned: string }
}

interface Known {
  readonly plan: Plan
  readonly told: Told
  /** Calls before this one are as the plan wants them. */
  readonly from: number
}

/** Share of the runs that are made before the paths are looked for at the latest, and before chance has the rest. */
const SINGLY = 0.6
const PATHS = 0.85
/** Outcomes of a task, from the plainest on, that come before all others: they are the most different. */
const LIKELY = 8
/** Runs of a wave that chance draws. */
const DRAWN = 200

/** The plan with another outcome of the `call`th call of a state. */
export function deviated(plan: Plan, state: string, call: number, outcome: number, times: Times): Plan {
  const list = plan.answers[state] ?? [0]
  const at = (index: number) => list[Math.min(index, list.length - 1)] ?? 0
  const before = Array.from({ length: call }, (_, index) => at(index))
  const own = Array.from({ length: times === 'always' ? 1 : times }, () => outcome)
  const after = times === 'always' ? [] : call + times < list.length ? list.slice(call + times) : [at(call + times)]
  return { ...plan, answers: { ...plan.answers, [state]: [...before, ...own, ...after] } }
}

/** Runs of the same fault in a row count as one. */
const faultsIn = (plan: Plan, outcomes: Subject['outcomes']): number =>
  Object.entries(plan.answers).reduce((sum, [state, list]) => {
    const isFault = (index: number) => outcomes[state]?.[index]?.kind === 'fault'
    return sum + list.filter((one, index) => isFault(one) && one !== list[index - 1]).length
  }, 0)

export function searchOf(subject: Subject, { runs, faults, random }: SearchOptions): Search {
  const { facts, inputs, outcomes } = subject
  const attempts = new Map(facts.tasks.map((task) => [task.state, task.attempts]))
  const planned = new Set<string>()
  const seen = new Set<string>()
  const reached = new Set<string>()
  /** Plans of the first part that wait for their wave: those that are likely to go another way first. */
  const first: Single[] = []
  const later: Single[] = []
  const turns = new Map<string, Map<string, Turn>>()
  let frontier: Known[] = []
  /** The ways that were found, to be walked as slowly as can be. */
  let slow: Plan[] = []
  let wave: readonly { readonly plan: Plan; readonly from: number; readonly single?: Single }[] = []
  let made = 0
  let isWhole = false
  let phase: 'singly' | 'paths' | 'drawn' = 'singly'

  /** False for a plan that has been made, or that has too many faults. */
  const isNew = (plan: Plan): boolean => {
    if (faultsIn(plan, outcomes) > faults) return false
    const key = JSON.stringify(plan)
    return planned.has(key) ? false : Boolean(planned.add(key))
  }
  const timesOf = ({ kind }: Outcome, state: string, isAgain: boolean): readonly Times[] => {
    const tries = attempts.get(state) ?? 1
    if (kind === 'fault') return [...(tries > 1 || isAgain ? [1] : []), ...(tries > 2 ? [tries - 1] : []), 'always']
    return isAgain || kind === 'broken promise' ? ['always', 1] : ['always']
  }

  /** Everything that may come of the tasks that a run has reached first. */
  function reach({ plan, told }: Known): void {
    for (const state of new Set(told.calls)) {
      if (reached.has(state)) continue
      reached.add(state)
      const isAgain = told.calls.indexOf(state) !== told.calls.lastIndexOf(state)
      for (const [outcome, one] of (outcomes[state] ?? []).entries()) {
        if (outcome === 0) continue
        for (const times of timesOf(one, state, isAgain)) {
          const single = deviated(plan, state, 0, outcome, times)
          const isLikely = times === 'always' && (one.kind === 'fault' || outcome <= LIKELY)
          if (isNew(single))
            (isLikely ? first : later).push({ plan: single, tries: { state, turn: { outcome, times }, unturned: told.way } })
        }
      }
    }
  }

  /** Notes a way that was not walked before, and what took a run on another way. */
  function note(known: Known, single?: Single): void {
    const { way } = known.told
    const tries = single?.tries
    if (tries && way !== tries.unturned) {
      const ways = turns.get(tries.state) ?? new Map<string, Turn>()
      if (!ways.has(way)) turns.set(tries.state, ways.set(way, tries.turn))
    }
    if (seen.has(way) || known.plan.isSlow) return
    seen.add(way)
    frontier.push(known)
    slow.push({ ...known.plan, isSlow: true })
    reach(known)
  }

  /** The ways that go on from those that were found last, by one more turn. */
  function further(): { plan: Plan; from: number }[] {
    const found: { plan: Plan; from: number }[] = []
    for (const { plan, told, from } of frontier) {
      const counts = new Map<string, number>()
      for (const [position, state] of told.calls.entries()) {
        const call = counts.get(state) ?? 0
        counts.set(state, call + 1)
        if (position < from) continue
        for (const { outcome, times } of turns.get(state)?.values() ?? []) {
          const next = deviated(plan, state, call, outcome, times)
          if (isNew(next)) found.push({ plan: next, from: position + 1 })
        }
      }
    }
    frontier = []
    return found
  }

  const pick = (count: number) => Math.floor(random() * count)
  function drawn(): Plan {
    let left = faults
    const answers = Object.entries(outcomes).flatMap(([state, all]): (readonly [string, readonly number[]])[] => {
      if (random() < 0.4) return []
      const list = Array.from({ length: 1 + pick(3) }, () => pick(all.length)).map((index) => {
        if (all[index]?.kind !== 'fault') return index
        left -= 1
        return left >= 0 ? index : 0
      })
      return [[state, list]]
    })
    return { input: random() < 0.5 ? 0 : pick(inputs.length), answers: Object.fromEntries(answers) }
  }

  function nextWave(): typeof wave {
    if (phase === 'singly') {
      if (made === 0)
        first.push(...inputs.map((_, input) => ({ plan: { input, answers: {} } })).filter(({ plan }) => isNew(plan)))
      const now = (first.length > 0 ? first : later).splice(0, Math.max(0, Math.ceil(runs * SINGLY) - made))
      if (now.length > 0) return now.map((single) => ({ plan: single.plan, from: 0, single }))
      phase = 'paths'
    }
    if (phase === 'paths') {
      const left = Math.max(0, Math.ceil(runs * PATHS) - made)
      const slowly = slow.splice(0, Number.POSITIVE_INFINITY).map((plan) => ({ plan, from: Number.POSITIVE_INFINITY }))
      const now = [...further(), ...slowly]
      isWhole = first.length + later.length === 0 && now.length === 0
      if (now.length > 0 && left > 0) return now.slice(0, left)
      phase = 'drawn'
    }
    return Array.from({ length: DRAWN }, drawn)
      .filter(isNew)
      .map((plan) => ({ plan, from: Number.POSITIVE_INFINITY }))
  }

  return {
    next() {
      wave = made >= runs ? [] : nextWave().slice(0, runs - made)
      made += wave.length
      return wave.map(({ plan }) => plan)
    },
    tell(told) {
      for (const [index, one] of told.entries()) {
        const { plan, from, single } = wave[index] as (typeof wave)[number]
        note({ plan, told: one, from }, single)
      }
    },
    get paths() {
      return seen.size
    },
    get isWhole() {
      return isWhole
    },
  }
}
