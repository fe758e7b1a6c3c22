import { expect, it } from 'vitest'
import { run } from '../../../testing.ts'
import newChain from './new_chain.ts'

const ticket = { subject: 'The kettle leaks', urgent: false, products: ['kettle'] }

it('gives the data, and sends a wrong answer back once', async () => {
  const wrong = { json: { ...ticket, subject: '' } }
  const right = await run(newChain, { answers: { ticket: { json: ticket } } })
  const repaired = await run(newChain, { answers: { ticket: wrong, 'ticket.repair': { json: ticket } } })
  const hopeless = await run(newChain, { answers: { ticket: wrong, 'ticket.repair': wrong } })

  expect([right.result, repaired.result, hopeless.failure?.error]).toEqual([ticket, ticket, 'InvalidAnswer'])
})
