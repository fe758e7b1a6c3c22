import { chain, choice, claude, promptFile, split, systemChain } from '../compiler/index.ts'

/**
 * An A/B test of two styles: one conversation in ten is answered with an example, the rest as always. A conversation keeps its
 * variant, because the variant is computed from its session, and every answer tells which one it was.
 */
export default chain(
  'experiment',
  {
    description: 'An A/B test: do answers with an example help more?',
    examples: ['What is a state machine?', 'Why is the sky blue?'],
    answer: { model: claude.haiku45, system: promptFile('experiment/system.hbs'), maxTokens: 400 },
  },
  (_, { session }) =>
    choice(split('examples', session, { control: 90, example: 10 }), {
      control: systemChain.keep(),
      example: systemChain.append(promptFile('experiment/example.hbs')()),
    }),
)
