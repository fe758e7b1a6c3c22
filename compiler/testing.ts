/**
 * The test kit: runs a chain's compiled machine with scripted answers, on a clock that costs no time.
 *
 * ```ts
 * const { answer, path } = await run(rag, {
 *   input: { question: 'What is AWS?' },
 *   answers: { 'analysis.keywords': { text: 'aws' }, 'analysis.answered': { json: { value: true } } },
 * })
 * expect(path).toEqual(['analysis', 'analysis.keywords', 'analysis.answered', 'rag', 'true'])
 * ```
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TaskFailure, execute, load, virtualClock } from '../runtime/engine/index.ts'
import type { EngineEvent, Outcome } from '../runtime/engine/index.ts'
import { wrapText } from '../runtime/local/tasks/bedrock.ts'
import { integrationOf } from '../runtime/local/tasks/error-names.ts'
import type { States } from './asl.ts'
import { compileChain } from './compile.ts'
import type { Message, WorkflowOutput, WorkflowResult } from './contract.ts'
import type { Chain } from './language/chain.ts'

type Failed = { readonly throw: { readonly error: string; readonly cause?: string } }
type Raw = { readonly return: unknown }

/** What a model is made to answer: a text, or the integration's raw result, or an error. */
export type TextAnswer = { readonly text: string } | Raw | Failed
/** What a model that answers by a schema is made to answer: a value of it as JSON, or any text, right or wrong. */
export type ModelAnswer<T> = { readonly json: T } | TextAnswer
/** What another service is made to answer: its raw result, a text wrapped as it would be, or an error. */
export type ServiceAnswer = { readonly text: string } | { readonly json: unknown } | Raw | Failed
export type ScriptedAnswer = ServiceAnswer

/**
 * The tasks of the chains below `chains/`, by chain and state: the compiler writes them into `generated/steps.d.ts`, so that a wrong
 * state or the wrong shape of an answer is a type error. Other chains take any answers.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- the generated file fills it
export interface ChainSteps {}

/** Answers by state, served first come first served; the last one of a list is served again and again. */
export type ScriptedAnswers = { readonly [state: string]: ScriptedAnswer | readonly ScriptedAnswer[] }

/** The answers that a chain takes. */
export type AnswersOf<Name extends string> = Name extends keyof ChainSteps
  ? { readonly [State in keyof ChainSteps[Name]]?: ChainSteps[Name][State] | readonly ChainSteps[Name][State][] }
  : ScriptedAnswers

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

/** Hands out the answers of each state in turn. */
function script(answers: ScriptedAnswers): (state: string) => ScriptedAnswer | undefined {
  const served = new Map<string, number>()
  return (state) => {
    const given = answers[state]
    if (given === undefined) return undefined
    const list = Array.isArray(given) ? (given as readonly ScriptedAnswer[]) : [given as ScriptedAnswer]
    const index = served.get(state) ?? 0
    served.set(state, index + 1)
    return list[Math.min(index, list.length - 1)]
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
  const { output, problems } = compileChain(chain, { file: `chains/${chain.name}.ts`, readPrompt: promptsBelow(root) })
  if (!output)
    throw new Error(
      `${chain.name} does not compile:\n${problems.map(({ code, what, remedy }) => `${code}  ${what} ${remedy}`).join('\n')}`,
    )
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
  }
}

const END = 'end'
const edge = (state: string, next: string | undefined) => `${state} → ${next ?? END}`

function walkedEdge(event: EngineEvent): string[] {
  if (event.type === 'StateExited') return [edge(event.state, event.next)]
  return event.type === 'StateCaught' ? [edge(event.state, event.next)] : []
}

/** All edges of a machine, inner scopes included, in reading order. */
function edgesOf({ States: states }: States): string[] {
  return Object.entries(states).flatMap(([name, state]) => {
    const inner = state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : []
    const own =
      state.Type === 'Choice'
        ? [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])]
        : state.Type === 'Fail'
          ? []
          : 'Next' in state && state.Next !== undefined
            ? [state.Next]
            : [undefined]
    const caught = 'Catch' in state ? (state.Catch ?? []).map((one) => one.Next) : []
    return [...[...own, ...caught].map((next) => edge(name, next)), ...inner.flatMap(edgesOf)]
  })
}

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
export function pathCoverage(chain: Chain, runs: readonly ChainRun[], root = process.cwd()): PathCoverage {
  const { output } = compileChain(chain, { file: `chains/${chain.name}.ts`, readPrompt: promptsBelow(root) })
  const all = output ? [...new Set(edgesOf(output.definition))] : []
  const walked = new Set(runs.flatMap((one) => one.edges))
  const missed = all.filter((one) => !walked.has(one))
  return { share: all.length === 0 ? 1 : 1 - missed.length / all.length, missed }
}

const promptsBelow = (root: string) => (file: string) => {
  try {
    return readFileSync(join(root, 'chains', file), 'utf8').replace(/\r?\n$/, '')
  } catch {
    return undefined
  }
}
