/** Wanted: a case for a variant that the experiment does not have. */
import { chain, choice, claude, split, systemChain } from '../../../compiler/index.ts'

export default chain('tone', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (_, { session }) =>
  choice(split('tone', session, { control: 90, short: 10 }), {
    control: systemChain.keep(),
    short: systemChain.append('Be brief.'),
    warm: systemChain.append('Be warm.'),
  }),
)
