import { chain, choice, claude, promptFile, split, systemChain } from '../../../index.ts'

/** An A/B test of instructions: one session in ten gets the new ones, and keeps them. */
export default chain(
  'new_chain',
  {
    description: 'An A/B test of two styles of answer.',
    answer: { model: claude.haiku45, system: promptFile('new_chain/system.hbs'), maxTokens: 600 },
  },
  (_, { session }) =>
    choice(split('style', session, { control: 90, brief: 10 }), {
      control: systemChain.keep(),
      brief: systemChain.append(promptFile('new_chain/brief.hbs')()),
    }),
)
