/** A chain compiled for a test: once, whatever asks for it. */
import { compileChain } from '../compile.ts'
import type { Compiled } from '../compile.ts'
import type { Chain } from '../language/chain.ts'
import { promptReader } from '../prompt-files.ts'
import { placeIn } from './where.ts'

const compiled = new WeakMap<Chain, NonNullable<Compiled['output']>>()

/** @throws Error with the problems of a chain that does not compile, each with its place */
export function compiledChain(chain: Chain, root: string): NonNullable<Compiled['output']> {
  const known = compiled.get(chain)
  if (known) return known
  const { output, problems } = compileChain(chain, { file: `chains/${chain.name}.ts`, readPrompt: promptReader(root) })
  if (!output) {
    const lines = problems.map(({ at, code, what, remedy }) => `${placeIn(at, root)}  ${code}  ${what} ${remedy}`)
    throw new Error(`${chain.name} does not compile:\n${lines.join('\n')}`)
  }
  compiled.set(chain, output)
  return output
}
