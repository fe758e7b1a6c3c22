import { expect, it } from 'vitest'
import { pathCoverage, run } from '../../../testing.ts'
import newChain from './new_chain.ts'

it('keeps a session in its variant, and has both', async () => {
  const sessions = Array.from({ length: 100 }, (_, index) => `session-${index}`)
  const variants = async () => {
    const runs = await Promise.all(sessions.map((session) => run(newChain, { input: { session } })))
    return { runs, told: runs.map(({ answer }) => answer?.experiments?.[0]?.variant) }
  }
  const [first, second] = [await variants(), await variants()]

  expect(second.told).toEqual(first.told)
  expect(new Set(first.told)).toEqual(new Set(['control', 'brief']))
  expect(pathCoverage(newChain, first.runs)).toEqual({ share: 1, missed: [] })
})
