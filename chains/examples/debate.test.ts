import { expect, it } from 'vitest'
import { coverageReport, pathCoverage, run } from '../../compiler/testing.ts'
import debate from './debate.ts'

const dish = (name: string) => ({ json: { name, recipe: `Cook ${name}.` } })
const verdict = (plain: number, fine: number, agreed: boolean) => ({
  json: { plain: { points: plain, advice: 'more salt' }, fine: { points: fine, advice: 'less foam' }, agreed },
})

it('goes round until the judge agrees, and presents the better dish', async () => {
  const soon = await run(debate, {
    input: { question: 'Something warm' },
    answers: {
      'debate.dishes.plain': dish('stew'),
      'debate.dishes.fine': dish('consommé'),
      'debate.verdict': verdict(8, 5, true),
    },
  })
  expect(soon.answer?.context_data).toEqual([{ name: 'stew', recipe: 'Cook stew.' }])
  expect(soon.requests).toHaveLength(3)

  const late = await run(debate, {
    answers: {
      'debate.dishes.plain': dish('stew'),
      'debate.dishes.fine': [dish('consommé'), dish('bisque')],
      'debate.verdict': verdict(4, 9, false),
    },
  })
  expect(late.requests).toHaveLength(9)
  expect(late.answer?.context_data).toEqual([{ name: 'bisque', recipe: 'Cook bisque.' }])
  expect(late.answer?.bedrock_details.task_details).toHaveLength(9)

  const cold = { throw: { error: 'States.Timeout' } }
  const slow = await run(debate, {
    answers: {
      'debate.dishes.plain': cold,
      'debate.dishes.plain.byTool': dish('stew'),
      'debate.dishes.fine': cold,
      'debate.dishes.fine.byTool': dish('bisque'),
      'debate.verdict': cold,
      'debate.verdict.byTool': verdict(8, 5, true),
    },
  })
  expect(slow.answer?.context_data).toEqual([{ name: 'stew', recipe: 'Cook stew.' }])
  const runs = [soon, late, slow]
  console.log(coverageReport(debate, runs))
  expect(pathCoverage(debate, runs)).toEqual({ share: 1, missed: [] })
})

it('tells each cook what the judge and the other cook said', async () => {
  const { requests } = await run(debate, {
    answers: {
      'debate.dishes.plain': dish('stew'),
      'debate.dishes.fine': dish('bisque'),
      'debate.verdict': [verdict(4, 4, false), verdict(9, 4, true)],
    },
  })
  const asked = requests
    .filter(({ state }) => state === 'debate.dishes.plain')
    .map(({ arguments: given }) => JSON.stringify(given))
  expect(asked[0]).not.toContain('judge')
  expect(asked[1]).toContain('Your last suggestion was stew; the judge said: more salt')
  expect(asked[1]).toContain('The other cook suggested bisque.')
})
