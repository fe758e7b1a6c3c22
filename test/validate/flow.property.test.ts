import { array, assert, constant, constantFrom, oneof, property, subarray, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { fieldsOf, viewOf, type StateView } from '../../compiler/validate/machine.ts'
import { transitionsOf } from '../../compiler/validate/transitions.ts'
import { assignedBefore } from '../../compiler/validate/variables.ts'

const VARIABLES = ['a', 'b', 'c']
const names = Array.from({ length: 7 }, (_, index) => `S${index}`)
const target = constantFrom(...names)
const assign = subarray(VARIABLES, { maxLength: 2 }).map((chosen) =>
  chosen.length === 0 ? {} : { Assign: Object.fromEntries(chosen.map((name) => [name, 1])) },
)
const out = tuple(target, assign).map(([Next, assigned]) => ({ Next, ...assigned }))

const state = oneof(
  {
    weight: 4,
    arbitrary: tuple(out, array(out, { minLength: 1, maxLength: 3 })).map(([own, Catch]) => ({ Type: 'Task', ...own, Catch })),
  },
  {
    weight: 3,
    arbitrary: tuple(array(out, { minLength: 1, maxLength: 2 }), target, assign).map(([Choices, Default, assigned]) => ({
      Type: 'Choice',
      Choices,
      Default,
      ...assigned,
    })),
  },
  { weight: 1, arbitrary: constant({ Type: 'Succeed' }) },
)
const definition = array(state, { minLength: names.length, maxLength: names.length }).map((states) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'S0',
  States: Object.fromEntries(states.map((one, i) => [names[i], one])),
}))

/** Walks every pair of a state and whether `name` has been assigned: slow and plain, where the check is quick and clever. */
function walk(start: StateView, name: string): ReadonlyMap<string, ReadonlySet<boolean>> {
  const seen = new Map<string, Set<boolean>>()
  const visit = (state: StateView, assigned: boolean): void => {
    const known = seen.get(state.name) ?? new Set()
    seen.set(state.name, known)
    if (known.has(assigned)) return
    known.add(assigned)
    for (const { target, assign } of transitionsOf(state)) {
      const next = state.scope.byName.get(target)
      if (next) visit(next, assigned || name in fieldsOf(assign))
    }
  }
  visit(start, false)
  return seen
}

test('what is certain and what is possible before a state is what walking all paths shows', () => {
  const seen = { certain: 0, 'possible only': 0, impossible: 0, unreachable: 0 }
  assert(
    property(definition, (definition) => {
      const { scopes, states } = viewOf(definition)
      const certain = assignedBefore(scopes, 'on every path')
      const possible = assignedBefore(scopes, 'on some path')
      for (const name of VARIABLES) {
        const walked = walk(states[0] as StateView, name)
        for (const state of states) {
          const ways = walked.get(state.name)
          const expected = ways && { certain: !ways.has(false), possible: ways.has(true) }
          const found = certain(state) && { certain: certain(state)?.(name), possible: possible(state)?.(name) }
          expect(found).toEqual(expected)
          seen[!ways ? 'unreachable' : !ways.has(false) ? 'certain' : ways.has(true) ? 'possible only' : 'impossible'] += 1
        }
      }
    }),
    { numRuns: 2000 },
  )
  console.log('variables before a state:', seen)
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(1000)
})
