/** Runs that walk every edge of a chain's machine, as few as are needed, each with everything that its tasks are answered. */
import { isDeepStrictEqual } from 'node:util'
import { runnerOf } from '../../compiler/explore/attempt.ts'
import type { Plan } from '../../compiler/explore/attempt.ts'
import { randomOf } from '../../compiler/explore/random.ts'
import { searchOf } from '../../compiler/explore/search.ts'
import { edgesOf } from '../../compiler/testing/edges.ts'
import type { ScriptedAnswer } from '../../compiler/testing/answers.ts'
import type { Chain } from '../../compiler/index.ts'
import { subjectFor } from '../explore/exploring.ts'

/** As local AWS takes them. */
type LocalAnswer =
  | { readonly return: unknown }
  | { readonly text: string }
  | { readonly throw: { readonly error: string; readonly cause?: string } }

export interface ScriptedRun {
  readonly input: unknown
  readonly answers: Readonly<Record<string, readonly LocalAnswer[]>>
  readonly endsWell: boolean
}

/** Calls of one state in a run: more than any chain here makes. */
const MOST_CALLS = 30

function localAnswer(answer: ScriptedAnswer): LocalAnswer {
  if ('json' in answer) return { text: JSON.stringify(answer.json) }
  if ('text' in answer) return { text: answer.text }
  return 'throw' in answer ? { throw: answer.throw } : { return: answer.return }
}

/** The last answer again and again. */
const repeated = (answers: readonly ScriptedAnswer[]): readonly LocalAnswer[] =>
  Array.from({ length: MOST_CALLS }, (_, index) => localAnswer(answers[Math.min(index, answers.length - 1)] as ScriptedAnswer))

export async function runsOf(
  chain: Chain,
): Promise<{ readonly runs: readonly ScriptedRun[]; readonly missed: readonly string[] }> {
  const subject = subjectFor(chain)
  const runner = runnerOf(subject)
  const left = new Set(edgesOf(subject.definition))
  const kept: { readonly plan: Plan; readonly endsWell: boolean }[] = []
  const search = searchOf(subject, { runs: 400, faults: 3, random: randomOf(1) })
  for (let wave = search.next(); wave.length > 0 && (left.size > 0 || kept.length === 0); wave = search.next()) {
    const told = []
    for (const plan of wave) {
      const one = await runner.run(plan)
      told.push(one)
      const isNew = one.edges.some((edge) => left.has(edge))
      if (plan.isSlow || !(isNew || kept.length === 0)) continue
      kept.push({ plan, endsWell: one.ended === 'well' })
      for (const edge of one.edges) left.delete(edge)
    }
    search.tell(told)
  }
  const plain = Object.fromEntries(
    Object.entries(subject.outcomes).map(([state, outcomes]) => [state, [outcomes[0]?.answer ?? { return: null }]]),
  )
  const runs = kept.map(({ plan, endsWell }): ScriptedRun => {
    const { input, answers } = runner.exampleOf(plan)
    const { question = 'Hello.', messages, params = {}, session, caller } = input
    const all = { ...plain, ...(answers as Readonly<Record<string, readonly ScriptedAnswer[]>>) }
    return {
      endsWell,
      input: {
        PromptInput: messages ?? [{ role: 'user', content: question }],
        state_machine_custom_params: {
          ...params,
          ...(session === undefined ? {} : { session }),
          ...(caller === undefined ? {} : { caller }),
        },
      },
      answers: Object.fromEntries(Object.entries(all).map(([state, list]) => [state, repeated(list)])),
    }
  })
  return {
    runs: runs.filter((run, index) => runs.findIndex((other) => isDeepStrictEqual(run, other)) === index),
    missed: [...left],
  }
}
