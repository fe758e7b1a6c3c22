/** One run of a chain's compiled machine, with scripted answers and on a clock that costs no time. */
import { TaskFailure, execute, load, virtualClock } from '../../runtime/engine/index.ts'
import type { EngineEvent, Outcome } from '../../runtime/engine/index.ts'
import { wrapText } from '../../runtime/local/tasks/bedrock.ts'
import { integrationOf } from '../../runtime/local/tasks/error-names.ts'
import type { Message, WorkflowOutput, WorkflowResult } from '../contract.ts'
import type { Chain } from '../language/chain.ts'
import { script } from './answers.ts'
import type { AnswersOf, ScriptedAnswers } from './answers.ts'
import { compiledChain } from './compiled.ts'
import { edge } from './edges.ts'
import { whereWritten } from './where.ts'

export interface RunInput {
  /** The text of the user's only message, where `messages` says no more; a greeting when absent. */
  readonly question?: string
  readonly messages?: readonly Message[]
  readonly params?: { readonly [name: string]: unknown }
  readonly session?: string
  readonly caller?: string
}

export interface RunRequest {
  readonly state: string
  readonly resource: string
  readonly arguments: unknown
}

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
  /** Seconds that passed on the virtual clock: waits and retries. */
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

const START = Date.UTC(2026, 0, 1)

function workflowInput({ question = 'Hello.', messages, params = {}, session, caller }: RunInput) {
  return {
    PromptInput: messages ?? [{ role: 'user', content: question }],
    state_machine_custom_params: {
      ...params,
      ...(session === undefined ? {} : { session }),
      ...(caller === undefined ? {} : { caller }),
    },
  }
}

/**
 * Compiles the chain and runs it once.
 * @throws Error when the chain does not compile, when a scripted state is not in the machine, or when a task has no answer
 */
export async function run<Name extends string>(
  chain: Chain<Name>,
  { input = {}, answers: typed, root = process.cwd(), random = () => 0.5 }: RunOptions<Name> = {},
): Promise<ChainRun> {
  const answers = (typed ?? {}) as ScriptedAnswers
  const output = compiledChain(chain, root)
  const unknown = Object.keys(answers).filter((state) => !output.origins.has(state))
  if (unknown.length > 0)
    throw new Error(`${chain.name} has no state ${unknown.join(', ')}. It has ${[...output.origins.keys()].join(', ')}.`)

  const next = script(answers)
  const requests: RunRequest[] = []
  const events: EngineEvent[] = []
  const unanswered: string[] = []
  const clock = virtualClock(START)
  const outcome = await execute(load(output.definition), {
    input: workflowInput(input),
    clock,
    random,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    onEvent: (event) => events.push(event),
    runTask: ({ state, resource, arguments: given }) => {
      requests.push({ state, resource, arguments: given })
      const answer = next(state)
      if (!answer) {
        unanswered.push(state)
        return Promise.reject(new TaskFailure('Unanswered', `"${state}" has no scripted answer.`))
      }
      if ('throw' in answer) return Promise.reject(new TaskFailure(answer.throw.error, answer.throw.cause))
      if ('return' in answer) return Promise.resolve(answer.return)
      const { service, action } = integrationOf(resource)
      const text = 'text' in answer ? answer.text : JSON.stringify(answer.json)
      return Promise.resolve(wrapText(`${service}:${action}`, text, given, () => '00000000-0000-4000-8000-000000000000'))
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
    seconds: (clock.now() - START) / 1000,
    failure:
      outcome.status === 'SUCCEEDED'
        ? null
        : failureOf(outcome, events, (state) => whereWritten(output.origins.get(state), root)),
    events,
  }
}

/** The last state that was entered and not left is the one that failed. */
function failureOf(
  { error = '', cause = '' }: { readonly error?: string; readonly cause?: string },
  events: readonly EngineEvent[],
  where: (state: string) => string,
): RunFailure {
  const open: string[] = []
  for (const event of events) {
    if (event.type === 'StateEntered') open.push(event.state)
    else if (event.type === 'StateExited' || event.type === 'StateCaught') open.splice(open.lastIndexOf(event.state), 1)
  }
  const state = open.at(-1) ?? ''
  return { state, at: where(state), error, cause }
}

function walkedEdge(event: EngineEvent): string[] {
  return event.type === 'StateExited' || event.type === 'StateCaught' ? [edge(event.state, event.next)] : []
}
