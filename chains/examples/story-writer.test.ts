import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../../compiler/testing.ts'
import storyWriter from './story-writer.ts'

const names = ['Ada', 'Ben', 'Cy', 'Dee', 'Eve']
const cast = { characters: names.map((name) => ({ name, description: `${name} is kind` })) }

it('tells an arc for every character, in the order of the cast', async () => {
  const told = await run(storyWriter, {
    input: { question: 'a lost key' },
    answers: { cast: { json: cast }, 'arcs.item': names.map((name) => ({ text: `${name} finds it.` })) },
  })
  const prompt = told.answer?.system_chain_data?.system_chain_prompt ?? ''
  expect(prompt.match(/<arc>.*<\/arc>/g)).toEqual(names.map((name) => `<arc>${name} finds it.</arc>`))
  expect(told.requests).toHaveLength(6)

  const cold = { throw: { error: 'States.Timeout' } }
  const slow = await run(storyWriter, {
    answers: { cast: cold, 'cast.byTool': { json: cast }, 'arcs.item': { text: 'So it goes.' } },
  })
  expect(slow.outcome.status).toBe('SUCCEEDED')
  const runs = [told, slow]
  console.log(coverageReport(storyWriter, runs))
  expect(pathCoverage(storyWriter, runs)).toEqual({ share: 1, missed: [] })
})

it('asks again when the cast is not what was asked for', async () => {
  const again = await run(storyWriter, {
    answers: { cast: [{ json: { characters: cast.characters.slice(1) } }, { json: cast }], 'arcs.item': { text: 'So it goes.' } },
  })
  expect(again.requests.filter(({ state }) => state === 'cast')).toHaveLength(2)
  expect(again.outcome.status).toBe('SUCCEEDED')
})
