import { expect, test } from 'vitest'
import { validateDefinition, type Options } from '../../compiler/validate/index.ts'
import { jsonataMachine, jsonPathMachine } from './machines.ts'

const strict: Options = { type: 'EXPRESS', rules: 'compiled', substitutions: ['ModelId'] }

test('a good JSONata machine has no problem, as its own object and as text', () => {
  expect(validateDefinition(jsonataMachine)).toEqual([])
  expect(validateDefinition(jsonataMachine, strict)).toEqual([])
  expect(validateDefinition(JSON.stringify(jsonataMachine), strict)).toEqual([])
})

test('a good JSONPath machine has no problem', () => {
  expect(validateDefinition(jsonPathMachine)).toEqual([])
  expect(validateDefinition(jsonPathMachine, strict)).toEqual([])
})

test('a machine of nearly 1 MB is checked in reasonable time', () => {
  const names = Array.from({ length: 4000 }, (_, index) => `State ${index}`)
  const states = Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        Type: 'Pass',
        Assign: { [`v${index}`]: `{% $states.input.a[b = ${index}].c & "${'x'.repeat(60)}" %}` },
        ...(index + 1 < names.length ? { Next: names[index + 1] } : { End: true }),
      },
    ]),
  )
  const started = performance.now()
  expect(validateDefinition({ QueryLanguage: 'JSONata', StartAt: names[0], States: states }, { rules: 'compiled' })).toEqual([])
  expect(performance.now() - started).toBeLessThan(10_000)
})
