import { bedrockTask, chain, choice, claude, promptFile, systemChain, Type } from '../compiler/index.ts'

const Billing = Type.Object({
  department: Type.Literal('billing', { description: 'an invoice, a payment, a refund, a price' }),
  invoice: Type.Optional(Type.String({ description: 'number of the invoice, if one is named' })),
})
const Technical = Type.Object({
  department: Type.Literal('technical', { description: 'something does not work: an error, a crash, a login, a setup' }),
  product: Type.String({ description: 'what does not work' }),
})
const Other = Type.Object({ department: Type.Literal('other', { description: 'anything else' }) })

/**
 * Sends a question to the department it is for: a small model classifies it into a discriminated union, and each case has a
 * prompt of its own, filled with what the classification found.
 */
export default chain(
  'router',
  {
    description: 'Sends a question to the department it is for.',
    examples: ['Why is invoice 4711 higher than last month?', 'The app does not start on my phone.', 'When are you open?'],
    answer: { model: claude.haiku45, system: promptFile('router/system.hbs'), maxTokens: 600 },
  },
  (step, { question }) => {
    const route = step(
      'route',
      bedrockTask({
        model: claude.haiku45,
        prompt: promptFile('router/classify.hbs')({ question }),
        maxTokens: 200,
        output: Type.Union([Billing, Technical, Other]),
      }),
    )

    return choice(route, 'department', {
      billing: (_, { invoice }) => systemChain.append(promptFile('router/billing.hbs')({ invoice })),
      technical: (_, { product }) => systemChain.append(promptFile('router/technical.hbs')({ product })),
      other: systemChain.keep(),
    })
  },
)
