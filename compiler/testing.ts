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
export { flawsIn } from './explore/flaws.ts'
export { coverageReport, pathCoverage } from './testing/coverage.ts'
export type { PathCoverage } from './testing/coverage.ts'
export { chainMatchers } from './testing/matchers.ts'
export type { ChainMatchers } from './testing/matchers.ts'
export { run } from './testing/run.ts'
export type { RunInput, RunRequest } from './testing/play.ts'
export type { ChainRun, RunFailure, RunOptions } from './testing/run.ts'
export { testStateCalls } from './testing/test-state.ts'
export type { TestStateCall } from './testing/test-state.ts'
export type {
  AnswersOf,
  ChainSteps,
  ModelAnswer,
  ScriptedAnswer,
  ScriptedAnswers,
  ServiceAnswer,
  TextAnswer,
} from './testing/answers.ts'
