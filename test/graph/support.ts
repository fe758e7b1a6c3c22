/** Graphs of compiled chains, and the faults of their pictures. */
import { loadChains } from '../../compiler/cli/load.ts'
import { compileChain } from '../../compiler/compile.ts'
import type { Graph } from '../../compiler/emit/graph/graph.ts'
import { graphOf } from '../../compiler/emit/graph/of-machine.ts'
import { widthOf } from '../../compiler/emit/graph/text.ts'
import type { Chain } from '../../compiler/index.ts'
import { promptReader } from '../../compiler/prompt-files.ts'
import { ROOT } from '../support/root.ts'
import { faultsOf } from './faults.ts'
import { pictureOf } from './picture.ts'
import type { Measure } from './picture.ts'

/** The graph of a chain and how many states it has. */
export function graphOfChain(chain: Chain, readPrompt: (file: string) => string | undefined = () => undefined) {
  const { output, problems } = compileChain(chain, { file: `chains/${chain.name}.ts`, readPrompt })
  if (!output) throw new Error(problems.map(({ what }) => what).join('\n'))
  return { graph: graphOf({ name: chain.name, ...output }), states: output.origins.size }
}

/** The graphs of the chains of this project. */
export async function ownGraphs(): Promise<readonly Graph[]> {
  const { chains } = await loadChains(ROOT)
  return chains.map(({ chain }) => graphOfChain(chain, promptReader(ROOT)).graph)
}

/** The widths that the boxes are made for. */
const inTheory: Measure = (text, size, isBold) => widthOf(text, { size, weight: isBold ? 'bold' : 'regular' })

export const faults = (svg: string, measure: Measure = inTheory): string[] => faultsOf(pictureOf(svg, measure))
