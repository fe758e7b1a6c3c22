/** What tasks are answered in a test. */

/** Seconds until it comes, on the virtual clock: none when absent. What comes after the task's time limit is not waited for. */
type Timed = { readonly after?: number }
type Failed = Timed & { readonly throw: { readonly error: string; readonly cause?: string } }
type Raw = Timed & { readonly return: unknown }

/** What a model is made to answer: a text, or the integration's raw result, or an error. */
export type TextAnswer = (Timed & { readonly text: string }) | Raw | Failed
/** What a model that answers by a schema is made to answer: a value of it as JSON, or any text, right or wrong. */
export type ModelAnswer<T> = (Timed & { readonly json: T }) | TextAnswer
/** What another service is made to answer: its raw result, a text wrapped as it would be, or an error. */
export type ServiceAnswer = (Timed & { readonly text: string }) | (Timed & { readonly json: unknown }) | Raw | Failed
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

/** Hands out the answers of each state in turn. */
export function script(answers: ScriptedAnswers): (state: string) => ScriptedAnswer | undefined {
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
