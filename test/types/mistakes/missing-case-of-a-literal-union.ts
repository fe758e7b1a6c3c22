/** Wanted: a tone for every variant of an experiment; `warm` is forgotten. */
import { chain, choice, claude, split, systemChain } from '../../../compiler/index.ts'

export default chain('tone', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (_, { session }) =>
  choice(split('tone', session, { control: 80, short: 10, warm: 10 }), {
    control: systemChain.keep(),
    short: systemChain.append('Be brief.'),
  }),
)
