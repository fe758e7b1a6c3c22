/** What was found out about a chain, in words and as data. */
import { asTest } from './as-test.ts'
import type { TestFile } from './as-test.ts'
import type { Example, Plan, Runner } from './attempt.ts'
import type { Explored, Refutation } from './explore.ts'
import { shrunk } from './shrink.ts'
import type { Subject } from './subject.ts'

export interface ChainReport {
  readonly name: string
  readonly states: number
  readonly edges: number
  readonly runs: number
  readonly paths: number
  readonly isWhole: boolean
  readonly ended: Explored['ended']
  /** Edges that no run walked, with where the step of their state is written. */
  readonly missed: readonly { readonly edge: string; readonly at: string }[]
  readonly refuted: readonly {
    readonly state: string
    readonly at: string
    readonly what: string
    /** What was special about the run. */
    readonly when: string
    readonly runs: number
    readonly example: Example
    readonly test: string
  }[]
}

export interface Reporting {
  readonly subject: Subject
  readonly runner: Runner
  /** Where in the sources the step of a state is written. */
  readonly at: (state: string) => string
  readonly testFile: TestFile
  readonly states: number
}

/** Flaws that are told of a chain at most: the first are the simplest. */
const MOST_TOLD = 10

/** What is special about a plan: `docs finds nothing; the question is ""`. */
export function whenOf({ input, answers, isSlow }: Plan, { inputs, outcomes }: Subject): string {
  const ofState = ([state, list]: readonly [string, readonly number[]]) => {
    const said = [...new Set(list)].flatMap((index) => (index === 0 ? [] : [outcomes[state]?.[index]?.what ?? '']))
    return said.length > 0 ? [`${state} ${said.join(', then ')}`] : []
  }
  const parts = [
    ...(isSlow ? ['every task takes as long as it may'] : []),
    ...Object.entries(answers).flatMap(ofState),
    ...(inputs[input]?.what ? [inputs[input].what] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : 'nothing is special'
}

export async function reportOf(explored: Explored, reporting: Reporting): Promise<ChainReport> {
  const { subject, runner, at, testFile, states } = reporting
  const { missed, refutations, ...figures } = explored
  const told = async ({ flaw, plan, runs }: Refutation) => {
    const { example, simplest } = await shrunk(plan, flaw, runner, subject)
    const when = whenOf(simplest, subject)
    const test = asTest(when, example, subject.facts.name, testFile)
    return { state: flaw.state, at: flaw.state === '' ? '' : at(flaw.state), what: flaw.what, when, runs, example, test }
  }
  const refuted: ChainReport['refuted'][number][] = []
  for (const refutation of refutations.slice(0, MOST_TOLD)) refuted.push(await told(refutation))
  return {
    name: subject.facts.name,
    states,
    ...figures,
    missed: missed.map((edge) => ({ edge, at: at(edge.split(' → ')[0] ?? '') })),
    refuted,
  }
}

const endings = ({ ended }: ChainReport): string =>
  [
    `${ended.well} well`,
    ...(ended['by fail'] > 0 ? [`${ended['by fail']} as the chain fails on purpose`] : []),
    ...(ended["in a task's own error"] > 0
      ? [`${ended["in a task's own error"]} in a task's own error, as nothing catches it`]
      : []),
    ...(ended.wrongly > 0 ? [`${ended.wrongly} wrongly`] : []),
  ].join(', ')

/** Whether every state and edge was reached and nothing was refuted. */
export const isProved = ({ missed, refuted }: ChainReport): boolean => missed.length === 0 && refuted.length === 0

/** The report as lines. */
export function reportLines(report: ChainReport): readonly string[] {
  const { name, states, edges, runs, paths, isWhole, missed, refuted } = report
  const all = isWhole ? 'all of them' : 'as many as the runs allowed'
  const verdict = refuted.length > 0 ? 'REFUTED' : missed.length > 0 ? 'NOT REACHED' : 'holds'
  return [
    `${name}  ${verdict}  ${states} states, ${edges} edges, ${paths} paths (${all}), ${runs} runs: ${endings(report)}`,
    ...missed.map(({ edge, at }) => `  no run walks ${edge}  (${at})`),
    ...refuted.flatMap((one) => [
      `  ${[one.at, one.state].filter((part) => part !== '').join('  ')}${one.state === '' ? '' : '  '}${one.what}`,
      `  when ${one.when}; in ${one.runs} runs`,
      '',
      ...one.test.split('\n').map((line) => (line === '' ? '' : `    ${line}`)),
      '',
    ]),
  ]
}
