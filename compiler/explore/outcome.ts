/** One thing that may come of a task, as a test scripts it: what goes wrong with it can be told as a test. */
import type { Json } from '../asl.ts'
import type { ScriptedAnswer } from '../testing/answers.ts'

export interface Outcome {
  /** For a reader: `gives an empty list`. */
  readonly what: string
  readonly kind: 'result' | 'broken promise' | 'fault'
  readonly answer: ScriptedAnswer
}

/** What a service gives, right or wrong; outcomes without the faults. */
export type Given = Outcome & { readonly kind: 'result' | 'broken promise' }

export const result = (what: string, answer: ScriptedAnswer): Given => ({ kind: 'result', what, answer })
export const broken = (what: string, answer: ScriptedAnswer): Given => ({ kind: 'broken promise', what, answer })
export const fault = (what: string, answer: ScriptedAnswer): Outcome => ({ kind: 'fault', what, answer })
export const returned = (value: unknown): ScriptedAnswer => ({ return: value as Json })
