import { bedrockTask, chain, choice, claude, promptFile, say, systemChain, Type } from '../../../index.ts'

const Judged = Type.Object({ inScope: Type.Boolean({ description: 'whether the message is about what we help with' }) })

/** Answers what it is for, and says politely what it is not for. */
export default chain(
  'new_chain',
  {
    description: 'Answers what it is for, and nothing else.',
    answer: { model: claude.haiku45, system: promptFile('new_chain/system.hbs'), maxTokens: 600 },
  },
  (step, { question }) => {
    const judged = step(
      'judged',
      bedrockTask({
        model: claude.haiku45,
        prompt: promptFile('new_chain/judge.hbs')({ question }),
        output: Judged,
        maxTokens: 50,
      }),
    )
    return choice(judged.inScope, {
      true: systemChain.keep(),
      false: say('I am here for questions about our products. Is there one that I can help you with?'),
    })
  },
)
