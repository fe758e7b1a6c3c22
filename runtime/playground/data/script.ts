/**
 * What somebody has scripted for a chain: what its steps are answered and what goes wrong, in every run until it is taken away.
 * The bodies are those of local AWS's `/_local/answers` and `/_local/faults`.
 */

export type ScriptedAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: string; readonly cause: string }

export type StepFault = { readonly kind: 'throttle' | 'fail' | 'stall' } | { readonly kind: 'delay'; readonly ms: number }

export type ModelFault =
  | { readonly kind: 'throttle' | 'fail' | 'stall' | 'exception' }
  /** The stream breaks off, or fails, after so many pieces. */
  | { readonly kind: 'cut'; readonly after: number }
  | { readonly kind: 'pace'; readonly ms: number }

export interface Script {
  readonly answers: Readonly<Record<string, ScriptedAnswer>>
  readonly faults: Readonly<Record<string, StepFault>>
  /** Of the last, streamed call. */
  readonly model: ModelFault | undefined
}

export const NO_SCRIPT: Script = { answers: {}, faults: {}, model: undefined }

/** How many things are not as they would be. */
export const scriptedCount = ({ answers, faults, model }: Script): number =>
  Object.keys(answers).length + Object.keys(faults).length + (model === undefined ? 0 : 1)

/** Members without one of them. */
export const without = <Value>(members: Readonly<Record<string, Value>>, name: string): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(members).filter(([one]) => one !== name))

/** An answer is used up by the call that gets it; a step may call often, by its retries, in a loop or over a list. */
const MOST_CALLS = 100

function wire(answer: ScriptedAnswer): unknown {
  switch (answer.kind) {
    case 'text':
      return { text: answer.text }
    case 'result':
      return { return: answer.result }
    case 'error':
      return { throw: { error: answer.error, ...(answer.cause === '' ? {} : { cause: answer.cause }) } }
    default:
      return answer satisfies never
  }
}

export const answersBody = (stateMachine: string, { answers }: Script) => ({
  stateMachine,
  answers: Object.fromEntries(
    Object.entries(answers).map(([state, answer]) => [state, Array.from({ length: MOST_CALLS }, () => wire(answer))]),
  ),
})

export const faultsBody = ({ faults, model }: Script) => ({
  faults: [
    ...Object.entries(faults).map(([state, fault]) => ({ on: 'task', state, ...fault })),
    ...(model === undefined ? [] : [{ on: 'model', operation: 'ConverseStream', ...model }]),
  ],
})

/** In a few words, for the list of what is scripted. */
export function wordsOf(scripted: ScriptedAnswer | StepFault | ModelFault): string {
  switch (scripted.kind) {
    case 'text':
      return `answers “${scripted.text.length > 40 ? `${scripted.text.slice(0, 39)}…` : scripted.text}”`
    case 'result':
      return 'has a scripted result'
    case 'error':
      return `fails with ${scripted.error}`
    case 'throttle':
      return 'is throttled'
    case 'fail':
      return 'fails at the service'
    case 'stall':
      return 'never answers'
    case 'exception':
      return 'fails in its stream'
    case 'cut':
      return `breaks off after ${scripted.after} words`
    case 'delay':
      return `is ${scripted.ms} ms late`
    case 'pace':
      return `takes ${scripted.ms} ms a word`
    default:
      return scripted satisfies never
  }
}
