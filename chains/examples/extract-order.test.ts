import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../../compiler/testing.ts'
import extractOrder from './extract-order.ts'

const order = { customer: 'Ada', lines: [{ article: 'tea', quantity: 2 }], delivery: 'express' } as const

it('sends a wrong answer back with what is wrong, and gives up after two repairs', async () => {
  const first = await run(extractOrder, { answers: { order: { json: order } } })
  const repaired = await run(extractOrder, {
    answers: {
      order: { text: 'Here it is: {"customer": "Ada"' },
      'order.repair': [{ json: { ...order, lines: [] } }, { json: order }],
    },
  })
  const hopeless = await run(extractOrder, { answers: { order: { text: 'no' }, 'order.repair': { text: 'no' } } })

  expect(first.result).toEqual(order)
  expect(repaired.result).toEqual(order)
  expect(repaired.requests.map(({ state }) => state)).toEqual(['order', 'order.repair', 'order.repair'])
  expect(hopeless.outcome).toMatchObject({ status: 'FAILED', error: 'InvalidAnswer' })
  const runs = [first, repaired, hopeless]
  console.log(coverageReport(extractOrder, runs))
  expect(pathCoverage(extractOrder, runs)).toEqual({ share: 1, missed: [] })
})
