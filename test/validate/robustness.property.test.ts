import { assert, constant, constantFrom, jsonValue, nat, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'
import { validateDefinition } from '../../compiler/validate/index.ts'
import { at, isFields } from '../../compiler/validate/machine.ts'
import { jsonataMachine, jsonPathMachine } from './machines.ts'

interface Member {
  readonly holder: Record<string | number, unknown>
  readonly key: string | number
  readonly location: string
}

/** Every member of a definition at any depth. */
function* membersOf(holder: unknown, location = '/'): Generator<Member> {
  const entries = Array.isArray(holder) ? [...holder.entries()] : isFields(holder) ? Object.entries(holder) : []
  for (const [key, value] of entries) {
    const here = at(location, key)
    yield { holder: holder as Member['holder'], key, location: here }
    yield* membersOf(value, here)
  }
}

const GONE = Symbol('gone')
const text = constantFrom(
  '',
  'Ask',
  '$',
  '$.a',
  '{% a %}',
  '{% $x %}',
  '{% ( %}',
  '{%',
  'Parallel',
  'JSONPath',
  'States.ALL',
  '${X}',
)

test('whatever is replaced in a good machine, the checks end, and every problem has a place in it', () => {
  const seen = new Map<string, number>()
  assert(
    property(
      constantFrom(jsonataMachine, jsonPathMachine),
      nat(),
      oneof(constant(GONE), text, jsonValue({ maxDepth: 2 }), constantFrom<unknown>({}, [], [[]], [{}], { Next: 'Ask' })),
      (good, which, value) => {
        const definition = structuredClone(good) as object
        const members = [...membersOf(definition)]
        const { holder, key } = members[which % members.length] as Member
        if (value !== GONE) holder[key] = value
        else if (Array.isArray(holder)) holder.splice(Number(key), 1)
        else delete holder[key]

        const problems = validateDefinition(definition, { type: 'EXPRESS', rules: 'compiled', substitutions: ['ModelId'] })
        const places = new Set(['', '/', ...[...membersOf(definition)].map(({ location }) => location)])
        expect(problems.filter(({ location }) => !places.has(location))).toEqual([])
        for (const code of problems.length === 0 ? ['(still good)'] : new Set(problems.map(({ code }) => code))) {
          seen.set(code, (seen.get(code) ?? 0) + 1)
        }
      },
    ),
    { numRuns: 500 },
  )
  console.log('definitions by code:', Object.fromEntries([...seen].toSorted(([, a], [, b]) => b - a)))
  expect(seen.size).toBeGreaterThan(4)
})
