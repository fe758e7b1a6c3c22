/** The simplest run that still has a flaw: as few answers as can be, each as plain and as short as can be. */
import type { Example, Plan, Runner } from './attempt.ts'
import { flawKey } from './explore.ts'
import type { Flaw } from './judge.ts'
import type { Subject } from './subject.ts'

/** Runs that are spent on it at most. */
const MOST_RUNS = 400

type Try<T> = (candidate: T) => Promise<boolean>

/** Takes the first simpler form that still has the flaw, again and again. */
async function descend<T>(start: T, simpler: (from: T) => readonly T[], has: Try<T>): Promise<T> {
  let best = start
  for (let goesOn = true; goesOn;) {
    goesOn = false
    for (const candidate of simpler(best)) {
      if (!(await has(candidate))) continue
      best = candidate
      goesOn = true
      break
    }
  }
  return best
}

/** Plans with one thing less: the plainest input, no answer of a state, a shorter list of them, one that comes earlier in its list. */
function simplerPlans(plan: Plan): readonly Plan[] {
  const { isSlow, ...unhurried } = plan
  const withAnswers = (state: string, list: readonly number[] | null): Plan => {
    const { [state]: _, ...others } = plan.answers
    return { ...plan, answers: list ? { ...others, [state]: list } : others }
  }
  const ofState = ([state, list]: readonly [string, readonly number[]]): readonly Plan[] => [
    withAnswers(state, null),
    ...(list.length > 1 ? list.map((_, at) => withAnswers(state, list.toSpliced(at, 1))) : []),
    ...list.flatMap((outcome, at) => Array.from({ length: outcome }, (_, earlier) => withAnswers(state, list.with(at, earlier)))),
  ]
  return [
    ...(isSlow ? [unhurried] : []),
    ...(plan.input > 0 ? [{ ...plan, input: 0 }] : []),
    ...Object.entries(plan.answers).flatMap(ofState),
    ...Array.from({ length: Math.max(0, plan.input - 1) }, (_, earlier) => ({ ...plan, input: earlier + 1 })),
  ]
}

/** Texts and lists of equal items that are shorter, anywhere inside a value; shapes stay as they are. */
function shorter(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return value.length > 40 ? [value.slice(0, 20), value.slice(0, Math.ceil(value.length / 2))] : []
  if (Array.isArray(value)) {
    const items = value as readonly unknown[]
    const isSame = new Set(items.map((item) => JSON.stringify(item))).size === 1
    return [
      ...(isSame && items.length > 2 ? [items.slice(0, 2), items.slice(0, Math.ceil(items.length / 2))] : []),
      ...items.flatMap((item, index) => shorter(item).map((one) => items.with(index, one))),
    ]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => shorter(member).map((one) => ({ ...value, [key]: one })))
}

const simplerExamples = (example: Example): readonly Example[] => shorter(example) as readonly Example[]

export interface Shrunk {
  readonly simplest: Plan
  /** With an answer for every task that the run calls. */
  readonly example: Example
}

/** @param plan a plan whose run has the flaw */
export async function shrunk(plan: Plan, flaw: Flaw, runner: Runner, { outcomes }: Subject): Promise<Shrunk> {
  const key = flawKey(flaw)
  let left = MOST_RUNS
  const has: Try<Example> = async (example) => {
    left -= 1
    return left >= 0 && (await runner.runExample(example)).flaws.some((one) => flawKey(one) === key)
  }
  const simplest = await descend(plan, simplerPlans, (one) => has(runner.exampleOf(one)))
  const example = await descend(runner.exampleOf(simplest), simplerExamples, has)
  const { calls } = await runner.runExample(example)
  const answers = [...new Set(calls)].map(
    (state) => [state, example.answers[state] ?? outcomes[state]?.[0]?.answer ?? { return: null }] as const,
  )
  return { simplest, example: { input: example.input, answers: Object.fromEntries(answers) } }
}
