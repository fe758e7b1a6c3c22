import { bedrockTask, chain, choice, claude, promptFile, systemChain, Type } from '../../../index.ts'

const Route = Type.Object({
  department: Type.Union([
    Type.Literal('billing', { description: 'an invoice, a payment, a refund, a price' }),
    Type.Literal('technical', { description: 'something does not work' }),
    Type.Literal('other', { description: 'anything else' }),
  ]),
})

/** Sends a question to the department it is for: each has instructions of its own. */
export default chain(
  'new_chain',
  {
    description: 'Sends a question to the department it is for.',
    answer: { model: claude.haiku45, system: promptFile('new_chain/system.hbs'), maxTokens: 600 },
  },
  (step, { question }) => {
    const route = step(
      'route',
      bedrockTask({
        model: claude.haiku45,
        prompt: promptFile('new_chain/classify.hbs')({ question }),
        output: Route,
        maxTokens: 50,
      }),
    )
    return choice(route.department, {
      billing: systemChain.append(promptFile('new_chain/billing.hbs')()),
      technical: systemChain.append(promptFile('new_chain/technical.hbs')()),
      other: systemChain.keep(),
    })
  },
)
