import { expect, it } from 'vitest'
import { pathCoverage, run } from '../../../testing.ts'
import newChain from './new_chain.ts'

const input = { question: 'Can you repair my kettle?' }

it('answers what is in scope, and says what is not', async () => {
  const inScope = await run(newChain, { input, answers: { judged: { json: { inScope: true } } } })
  const outOfScope = await run(newChain, { input, answers: { judged: { json: { inScope: false } } } })
  // a schema that Bedrock meets for the first time may take it too long: the model is then asked in another way
  const cold = await run(newChain, {
    input,
    answers: { judged: { throw: { error: 'States.Timeout' } }, 'judged.byTool': { json: { inScope: true } } },
  })

  expect([inScope, outOfScope, cold].map(({ answer }) => answer?.answer_text)).toEqual([
    undefined,
    'I am here for questions about our products. Is there one that I can help you with?',
    undefined,
  ])
  expect(pathCoverage(newChain, [inScope, outOfScope, cold])).toEqual({ share: 1, missed: [] })
})
