/** Chains of tests, explored as `npm run explore` explores those of a project. */
import { compileChain } from '../../compiler/compile.ts'
import type { Definition } from '../../compiler/asl.ts'
import { runnerOf } from '../../compiler/explore/attempt.ts'
import { explore, inThisThread } from '../../compiler/explore/explore.ts'
import type { Explored } from '../../compiler/explore/explore.ts'
import { randomOf } from '../../compiler/explore/random.ts'
import { subjectOf } from '../../compiler/explore/subject.ts'
import type { Subject } from '../../compiler/explore/subject.ts'
import type { Chain } from '../../compiler/index.ts'
import { promptReader } from '../../compiler/prompt-files.ts'
import { ROOT } from '../support/root.ts'

const readPrompt = promptReader(ROOT)

export function compiledOf(chain: Chain) {
  const { output, problems } = compileChain(chain, { file: `chains/${chain.name}.ts`, readPrompt })
  if (!output) throw new Error(problems.map(({ code, what }) => `${code} ${what}`).join('\n'))
  return output
}

/** @param change makes another machine of the chain's; what it is held to stays the chain's own */
export function subjectFor(chain: Chain, change: (definition: Definition) => Definition = (same) => same): Subject {
  const { definition, manifest } = compiledOf(chain)
  return subjectOf(chain.build(), manifest, change(definition))
}

export const exploring = (subject: Subject, runs: number, faults = 2): Promise<Explored> =>
  explore(subject, { runs, faults, random: randomOf(1), runAll: inThisThread(runnerOf(subject)) })
