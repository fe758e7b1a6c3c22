import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../../compiler/testing.ts'
import tripPlanner from './trip-planner.ts'

const refused = { throw: { error: 'BedrockRuntime.AccessDeniedException', cause: 'no access' } }
const found = {
  'ideas.hotels': { text: 'Hotel Sol' },
  'ideas.restaurants': { text: 'Casa Pepe' },
  'ideas.activities': { text: 'The old bridge, 1 h' },
}

it('plans with what was found, and leaves out what was not', async () => {
  const input = { question: 'Three days in Ronda' }
  const all = await run(tripPlanner, { input, answers: found })
  const some = await run(tripPlanner, { input, answers: { ...found, 'ideas.hotels': refused, 'ideas.activities': refused } })
  const none = await run(tripPlanner, {
    input,
    answers: { 'ideas.hotels': refused, 'ideas.restaurants': refused, 'ideas.activities': refused },
  })

  const plan = 'Plan the trip day by day from these suggestions alone. Where a list is missing, say that it could not be found.\n'
  expect(all.answer?.system_chain_data).toEqual({
    operation: 'APPEND',
    system_chain_prompt: `${plan}<hotels>\nHotel Sol\n</hotels>\n<restaurants>\nCasa Pepe\n</restaurants>\n<activities>\nThe old bridge, 1 h\n</activities>\n`,
  })
  expect(some.answer?.system_chain_data?.system_chain_prompt).toBe(`${plan}<restaurants>\nCasa Pepe\n</restaurants>\n`)
  expect(none.answer?.system_chain_data?.system_chain_prompt).toBe(plan)
  const runs = [all, some, none]
  console.log(coverageReport(tripPlanner, runs))
  expect(pathCoverage(tripPlanner, runs)).toEqual({ share: 1, missed: [] })
})
