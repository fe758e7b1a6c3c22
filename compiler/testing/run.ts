/** One run of a chain's compiled machine, with scripted answers and on a clock that costs no time. */
import { load } from '../../runtime/engine/index.ts'
import type { EngineEvent, Outcome } from '../../runtime/engine/index.ts'
import type { WorkflowOutput, WorkflowResult } from '../contract.ts'
import type { Chain } from '../language/chain.ts'
import { script } from './answers.ts'
import type { AnswersOf, ScriptedAnswers } from './answers.ts'
import { compiledChain } from './compiled.ts'
import { walkedEdge } from './edges.ts'
import { failedState } from './failed-state.ts'
import { permissionsOf } from './permitted.ts'
import { play } from './play.ts'
import type { RunInput, RunRequest } from './play.ts'
import { whereWritten } from './where.ts'

export interface ChainRun {
  readonly outcome: Outcome
  /** Output of a chain that answers; null when the run failed. */
  readonly answer: WorkflowOutput | null
  /** Data of a chain that returns some; undefined when the run failed. */
  readonly result: unknown
  /** States in the order in which they were entered. */
  readonly path: readonly string[]
  /** The edges that were walked, as `state → next`. */
  readonly edges: readonly string[]
  /** What the tasks were called with, every try of its own. */
  readonly requests: readonly RunRequest[]
  /** Seconds that passed on the virtual clock: waits, retries and slow answers. */
  readonly seconds: number
  /** Where a failed run failed; null when it succeeded. */
  readonly failure: RunFailure | null
  /** Everything the engine told, in order. */
  readonly events: readonly EngineEvent[]
}

export interface RunFailure {
  readonly state: string
  /** Place in the source of the step that the state comes from: `chains/rag.ts:41:7`. */
  readonly at: string
  readonly error: string
  readonly cause: string
}

export interface RunOptions<Name extends string = string> {
  readonly input?: RunInput
  readonly answers?: AnswersOf<Name>
  /** Folder of the project, below which `chains/` has the prompt files; the working directory when absent. */
  readonly root?: string
  /** 0 ≤ n < 1, for `$random()` and the jitter of retries; always 0.5 when absent. */
  readonly random?: () => number
}

/**
 * Compiles the chain and runs it once. A task that the chain's permissions do not allow fails, as it would by IAM.
 * @throws Error when the chain does not compile, when a scripted state is not in the machine, or when a task has no answer
 */
export async function run<Name extends string>(
  chain: Chain<Name>,
  { input = {}, answers: typed, root = process.cwd(), random }: RunOptions<Name> = {},
): Promise<ChainRun> {
  const answers = (typed ?? {}) as ScriptedAnswers
  const output = compiledChain(chain, root)
  const unknown = Object.keys(answers).filter((state) => !output.origins.has(state))
  if (unknown.length > 0)
    throw new Error(`${chain.name} has no state ${unknown.join(', ')}. It has ${[...output.origins.keys()].join(', ')}.`)

  const next = script(answers)
  const checkPermitted = permissionsOf(output.manifest)
  const unanswered: string[] = []
  const { outcome, requests, seconds, events } = await play(load(output.definition), {
    input,
    random,
    answer: (request) => {
      checkPermitted(request)
      const { state } = request
      const answer = next(state)
      if (answer) return answer
      unanswered.push(state)
      return { throw: { error: 'Unanswered', cause: `"${state}" has no scripted answer.` } }
    },
  })
  if (unanswered.length > 0)
    throw new Error(`${chain.name}: ${[...new Set(unanswered)].join(', ')} ran without a scripted answer. Add it to answers.`)

  const whole = outcome.status === 'SUCCEEDED' ? (outcome.output as WorkflowOutput | WorkflowResult) : null
  return {
    outcome,
    answer: whole && !('result' in whole) ? whole : null,
    result: whole && 'result' in whole ? whole.result : undefined,
    edges: events.flatMap(walkedEdge),
    path: events.flatMap((event) => (event.type === 'StateEntered' ? [event.state] : [])),
    requests,
    seconds,
    failure:
      outcome.status === 'SUCCEEDED'
        ? null
        : failureOf(outcome, events, (state) => whereWritten(output.origins.get(state), root)),
    events,
  }
}

function failureOf(
  { error = '', cause = '' }: { readonly error?: string; readonly cause?: string },
  events: readonly EngineEvent[],
  where: (state: string) => string,
): RunFailure {
  const state = failedState(events)?.state ?? ''
  return { state, at: where(state), error, cause }
}
