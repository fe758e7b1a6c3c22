import { expect, it } from 'vitest'
import { pathCoverage, run } from '../../../testing.ts'
import newChain from './new_chain.ts'

it('gives each department its instructions', async () => {
  const sent = (department: 'billing' | 'technical' | 'other') => run(newChain, { answers: { route: { json: { department } } } })
  // a schema that Bedrock meets for the first time may take it too long: the model is then asked in another way
  const cold = run(newChain, {
    answers: { route: { throw: { error: 'States.Timeout' } }, 'route.byTool': { json: { department: 'other' } } },
  })
  const runs = await Promise.all([sent('billing'), sent('technical'), sent('other'), cold])

  expect(runs.map(({ answer }) => answer?.system_chain_data?.system_chain_prompt.split('.')[0])).toEqual([
    'This is about billing',
    'Something does not work',
    undefined,
    undefined,
  ])
  expect(pathCoverage(newChain, runs)).toEqual({ share: 1, missed: [] })
})
