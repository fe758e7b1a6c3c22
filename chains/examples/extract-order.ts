import { amazonNova, bedrockTask, chain, prompt, result, Type } from '../../compiler/index.ts'

const Order = Type.Object({
  customer: Type.String({ minLength: 1 }),
  lines: Type.Array(Type.Object({ article: Type.String(), quantity: Type.Integer({ minimum: 1 }) }), { minItems: 1 }),
  delivery: Type.Union([Type.Literal('standard'), Type.Literal('express')]),
})

const readOrder = prompt(`Read the order out of this mail.

<mail>{{question}}</mail>`)

/**
 * Parse, validate, repair: the answer is checked against the schema inside the workflow. A wrong one goes back to the model with
 * what is wrong with it, twice at most; then the run fails as `InvalidAnswer`. No Lambda is involved.
 */
export default chain(
  'extract-order',
  {
    description: 'Reads an order out of a mail, as data.',
    examples: ['Hello, three kettles and a toaster, please, by express. Ada'],
  },
  (step, { question }) =>
    result(
      step(
        'order',
        bedrockTask({
          model: amazonNova.lite,
          prompt: readOrder({ question }),
          output: Order,
          structured: 'prompt',
          repair: 2,
          maxTokens: 600,
          timeout: 15,
        }),
      ),
    ),
)
