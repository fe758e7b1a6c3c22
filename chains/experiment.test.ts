import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../compiler/testing.ts'
import experiment from './experiment.ts'

it('gives a session the same variant every time, and about one in ten the example', async () => {
  const sessions = Array.from({ length: 200 }, (_, index) => `session-${index}`)
  const variants = async () => {
    const runs = await Promise.all(sessions.map((session) => run(experiment, { input: { session } })))
    return { runs, told: runs.map(({ answer }) => answer?.experiments?.[0]) }
  }
  const [first, second] = [await variants(), await variants()]
  expect(second.told).toEqual(first.told)
  expect(new Set(first.told.map((one) => one?.name))).toEqual(new Set(['examples']))
  const examples = first.runs.filter(({ answer }) => answer?.system_chain_data?.operation === 'APPEND')
  expect(examples.every(({ answer }) => answer?.experiments?.[0]?.variant === 'example')).toBe(true)
  expect(examples.length).toBeGreaterThan(8)
  expect(examples.length).toBeLessThan(40)

  console.log(coverageReport(experiment, first.runs))
  expect(pathCoverage(experiment, first.runs)).toEqual({ share: 1, missed: [] })
})
