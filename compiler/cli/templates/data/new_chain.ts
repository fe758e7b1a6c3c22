import { bedrockTask, chain, claude, promptFile, result, Type } from '../../../index.ts'

const Ticket = Type.Object({
  subject: Type.String({ minLength: 1, maxLength: 200 }),
  urgent: Type.Boolean({ description: 'whether something is broken that people need today' }),
  products: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 10, description: 'the products that are named' }),
})

/** Reads a ticket out of a message, as data: the answer has the schema, or the run fails as `InvalidAnswer`. */
export default chain('new_chain', { description: 'Reads a ticket out of a message, as data.' }, (step, { question }) =>
  result(
    step(
      'ticket',
      bedrockTask({
        model: claude.haiku45,
        prompt: promptFile('new_chain/read.hbs')({ question }),
        output: Ticket,
        repair: 1,
        maxTokens: 400,
      }),
    ),
  ),
)
