/** Wanted: the number of the invoice, in the case that has none. */
import { bedrockTask, chain, choice, claude, prompt, systemChain, Type } from '../../../compiler/index.ts'

const classify = prompt('Which department is this for? {{question}}')
const Billing = Type.Object({ department: Type.Literal('billing'), invoice: Type.String() })
const Other = Type.Object({ department: Type.Literal('other') })

export default chain('desk', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 200 } }, (step, { question }) => {
  const route = step(
    'route',
    bedrockTask({ model: claude.haiku45, prompt: classify({ question }), output: Type.Union([Billing, Other]) }),
  )
  return choice(route, 'department', {
    billing: systemChain.keep(),
    other: (_, { invoice }) => systemChain.append(invoice),
  })
})
