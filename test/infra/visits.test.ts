/** What the live tests compare with AWS is there to be compared. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { visits } from '../live/visits.ts'
import { ROOT } from '../support/root.ts'

test.each([
  ['rag', ['analysis', 'rag', 'docs', 'false'], ['docs']],
  ['router', ['route', 'router', 'billing'], ['route']],
  ['experiment', ['experiment', 'control'], []],
])('a run of %s, told state by state', async (chain, states, tasks) => {
  const definition = JSON.parse(readFileSync(`${ROOT}/generated/${chain}.asl.json`, 'utf8')) as object
  const walked = await visits(definition)
  expect(walked.map(({ state }) => state)).toEqual(states)
  expect(walked.flatMap((visit) => ('result' in visit ? [visit.state] : []))).toEqual(tasks)
  expect(walked.map(({ next }) => next)).toEqual([...states.slice(1), undefined])
})
