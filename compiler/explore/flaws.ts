/** What is wrong with one run of a chain: for tests, such as those that `npm run explore` prints. */
import type { Chain } from '../language/chain.ts'
import { compiledChain } from '../testing/compiled.ts'
import type { Played } from '../testing/play.ts'
import { judgeOf } from './judge.ts'
import type { Judge } from './judge.ts'
import { factsOf } from './subject.ts'

const judges = new WeakMap<Chain, Judge>()

function judgeFor(chain: Chain, root: string): Judge {
  const known = judges.get(chain)
  if (known) return known
  const judge = judgeOf(factsOf(chain.build(), compiledChain(chain, root).manifest))
  judges.set(chain, judge)
  return judge
}

/**
 * What a run of the chain must not do and did, each in a sentence: it ends in an error that no task and no `fail` of the chain stands
 * for, in an output that is not of the contract, or after five minutes; a step gives what is not of its schema; a model's tokens are not
 * counted; Bedrock would refuse a request. A task's own error that nothing catches is no flaw.
 * @example expect(flawsIn(rag, await run(rag, { answers }))).toEqual([])
 */
export const flawsIn = (chain: Chain, run: Played, root = process.cwd()): readonly string[] =>
  judgeFor(chain, root)(run).flaws.map(({ state, what }) => (state === '' ? what : `${state}: ${what}`))
