/** A chain's bounds and what is said of them. */
import type { Bounds } from '../../compiler/bounds/index.ts'
import { compileChain } from '../../compiler/compile.ts'
import type { Chain } from '../../compiler/index.ts'
import type { Problem } from '../../compiler/problems.ts'

export const compiled = (chain: Chain, prompts: Readonly<Record<string, string>> = {}) =>
  compileChain(chain, { file: `chains/${chain.name}.ts`, readPrompt: (file) => prompts[file] })

/** What this folder is about; whose words a prompt is made of is said elsewhere. */
const OWN = /^SC0(?:09|3\d)$/

/** Of a chain that nothing is wrong with. */
export function boundsOf(chain: Chain, prompts: Readonly<Record<string, string>> = {}): Bounds {
  const { output, problems: all } = compiled(chain, prompts)
  const problems = all.filter(({ code, severity }) => OWN.test(code) || severity === 'error')
  if (!output || problems.length > 0) throw new Error(problems.map(({ code, what }) => `${code} ${what}`).join('\n'))
  return output.bounds
}

/** Without their places in the file, which the tests of the command line look at. */
export const saidOf = (chain: Chain): readonly Pick<Problem, 'code' | 'severity' | 'path' | 'what' | 'remedy'>[] =>
  compiled(chain)
    .problems.filter(({ code, severity }) => OWN.test(code) || severity === 'error')
    .map(({ code, severity, path, what, remedy }) => ({ code, severity, path, what, remedy }))
