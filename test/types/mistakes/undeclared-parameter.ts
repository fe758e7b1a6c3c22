/** Wanted: the tier of the caller; the chain declares another parameter. */
import { chain, claude, prompt, systemChain, Type } from '../../../compiler/index.ts'

const forTier = prompt('The caller has the tier {{tier}}.')

export default chain(
  'tiers',
  { params: Type.Object({ plan: Type.String() }), answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } },
  (_, { params }) => systemChain.append(forTier({ tier: params.tier })),
)
