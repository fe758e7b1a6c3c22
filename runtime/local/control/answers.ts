/** Scripted answers: what a Task state is answered, set per machine and state, served first come first served. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { bodyChecker } from './refusal.ts'

const ScriptedAnswer = Type.Union([
  Type.Object({ return: Type.Unknown() }, { additionalProperties: false }),
  Type.Object({ text: Type.String() }, { additionalProperties: false }),
  Type.Object(
    {
      throw: Type.Object(
        { error: Type.String({ minLength: 1 }), cause: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
    },
    { additionalProperties: false },
  ),
])
export type ScriptedAnswer = Static<typeof ScriptedAnswer>

const checkBody = bodyChecker(
  Type.Object(
    { stateMachine: Type.String({ minLength: 1 }), answers: Type.Record(Type.String(), Type.Array(ScriptedAnswer)) },
    { additionalProperties: false },
  ),
  'It is {"stateMachine": NAME, "answers": {STATE: [{"return": RESULT} or {"text": "…"} or {"throw": {"error": "…", "cause": "…"}}, …]}}.',
)

export interface Answers {
  /** Replaces what is scripted for one machine. */
  put(body: unknown, check: (stateMachine: string, states: readonly string[]) => void): void
  /** The next answer of a state, which is then used up. */
  next(stateMachine: string, state: string): ScriptedAnswer | undefined
  clear(): void
}

export function scriptedAnswers(): Answers {
  const byMachine = new Map<string, Map<string, ScriptedAnswer[]>>()
  return {
    put(body, check) {
      const { stateMachine, answers } = checkBody(body)
      check(stateMachine, Object.keys(answers))
      byMachine.set(stateMachine, new Map(Object.entries(answers).map(([state, list]) => [state, [...list]])))
    },
    next: (stateMachine, state) => byMachine.get(stateMachine)?.get(state)?.shift(),
    clear: () => byMachine.clear(),
  }
}
