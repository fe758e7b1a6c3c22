/** One run of a chain by a plan, and what is told of it. */
import { load } from '../../runtime/engine/index.ts'
import type { EngineEvent } from '../../runtime/engine/index.ts'
import type { ScriptedAnswer, ScriptedAnswers } from '../testing/answers.ts'
import { script } from '../testing/answers.ts'
import { walkedEdge } from '../testing/edges.ts'
import { failedState } from '../testing/failed-state.ts'
import type { StateFailed } from '../testing/failed-state.ts'
import { newMemory, play } from '../testing/play.ts'
import type { RunInput } from '../testing/play.ts'
import { judgeOf } from './judge.ts'
import type { Verdict } from './judge.ts'
import type { Subject } from './subject.ts'

/** Which input a run is given, and what comes of each call of a task: places in the subject's lists. */
export interface Plan {
  readonly input: number
  /** By state: outcomes of its calls, the last one of all that follow; a state that is not there has the plainest. */
  readonly answers: Readonly<Record<string, readonly number[]>>
  /** Every answer takes as long as it may. */
  readonly isSlow?: true
}

/** What a test says of a run: enough to run it again. */
export interface Example {
  readonly input: RunInput
  readonly answers: ScriptedAnswers
}

export interface Told extends Verdict {
  /** The state of each call of a task, in order. */
  readonly calls: readonly string[]
  /** The edges that were walked, each once. */
  readonly edges: readonly string[]
  /** The way through the machine: the same for runs that went the same way, whichever branch was faster. */
  readonly way: string
}

export interface Runner {
  run(plan: Plan): Promise<Told>
  runExample(example: Example): Promise<Told>
  exampleOf(plan: Plan): Example
}

/** States that a run may enter: no chain that ends comes near. */
const MOST_STATES = 20_000

/** Share of a try's time that a slow answer takes. */
const ALMOST = 0.99

/** The edges of each branch and item in their order, and where the run failed. */
function wayOf(events: readonly EngineEvent[], failed: StateFailed | undefined): string {
  const places = new Map<string, string[]>()
  for (const event of events) {
    if (event.type !== 'StateExited') continue
    const place = event.within ? JSON.stringify(event.within) : ''
    const edges = places.get(place) ?? []
    places.set(place, edges)
    edges.push(...walkedEdge(event))
  }
  const all = [...places].map(([place, edges]) => `${place} ${edges.join(', ')}`)
  return [...all.toSorted(), ...(failed ? [`${failed.state} fails`] : [])].join('; ')
}

/** What runs the plans of one subject: its machine is made ready once. */
export function runnerOf(subject: Subject): Runner {
  const { definition, facts, inputs, outcomes } = subject
  const machine = load(definition)
  const judge = judgeOf(facts)
  const memory = newMemory()
  const outcome = (state: string, index: number) => outcomes[state]?.[index]?.answer
  const plain = (state: string): ScriptedAnswer => outcome(state, 0) ?? { return: null }

  const timeouts = new Map(facts.tasks.map(({ state, timeout }) => [state, timeout]))
  const slowly = Object.fromEntries(facts.tasks.map(({ state }) => [state, [0]]))

  const runExample = async ({ input, answers }: Example): Promise<Told> => {
    const next = script(answers)
    const played = await play(machine, {
      input,
      memory,
      maxStates: MOST_STATES,
      answer: ({ state }) => next(state) ?? plain(state),
    })
    const failed = failedState(played.events)
    return {
      ...judge(played),
      calls: played.requests.map(({ state }) => state),
      edges: [...new Set(played.events.flatMap(walkedEdge))],
      way: wayOf(played.events, failed),
    }
  }
  const exampleOf = ({ input, answers, isSlow }: Plan): Example => {
    const all = isSlow ? { ...slowly, ...answers } : answers
    const scripted = Object.entries(all).map(([state, list]) => {
      const after = { after: (timeouts.get(state) ?? 0) * ALMOST }
      return [state, list.map((index) => ({ ...(isSlow ? after : {}), ...(outcome(state, index) ?? plain(state)) }))] as const
    })
    return { input: inputs[input]?.input ?? {}, answers: Object.fromEntries(scripted) }
  }
  return { run: (plan) => runExample(exampleOf(plan)), runExample, exampleOf }
}
