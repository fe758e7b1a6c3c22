/** Which variables are assigned where, and which of them are certain to be there when a state begins. */
import { at, fieldsOf, listOf, type Language, type ScopeView, type StateView } from './machine.ts'
import { transitionsOf } from './transitions.ts'

export interface Assignment {
  readonly name: string
  readonly location: string
}

/** In JSONPath mode a key says by `.$` that its value is a path. */
const namesOf = (assign: unknown, language: Language): readonly string[] =>
  Object.keys(fieldsOf(assign)).map((key) => (language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key))

/** Every assignment that a state can make: its own, its choice rules' and its catchers'. */
export function assignmentsOf({ fields, language, location }: StateView): readonly Assignment[] {
  const within = (assign: unknown, location: string): readonly Assignment[] =>
    Object.keys(fieldsOf(assign)).map((key, index) => ({
      name: namesOf(assign, language)[index] as string,
      location: at(at(location, 'Assign'), key),
    }))
  return Object.entries(fields).flatMap(([field, value]) => {
    if (field === 'Assign') return within(value, location)
    if (field !== 'Choices' && field !== 'Catch') return []
    return listOf(value).flatMap((entry, index) => within(fieldsOf(entry)['Assign'], at(at(location, field), index)))
  })
}

const assignedIn = (scope: ScopeView): ReadonlySet<string> =>
  new Set(scope.states.flatMap((state) => assignmentsOf(state).map(({ name }) => name)))

/** The names that a scope and those around it assign anywhere. */
export function assignedAround(scope: ScopeView): ReadonlySet<string> {
  const outer = scope.owner && !scope.distributed ? assignedAround(scope.owner.scope) : []
  return new Set([...assignedIn(scope), ...outer])
}

/** Whether a variable is assigned before a state begins; nothing for a state that cannot be reached. */
export type Before = (state: StateView) => ((name: string) => boolean) | undefined

/**
 * What is assigned before each state: on every path to it, or on some. A state adds what the way out assigns; where ways
 * meet, the certain variables are those of all of them and the possible ones those of any; a branch begins with what its
 * Parallel began with. Sets of variables are bits of one number, or a machine of thousands of variables would take minutes.
 */
export function assignedBefore(scopes: readonly ScopeView[], paths: 'on every path' | 'on some path'): Before {
  const bits = new Map<string, bigint>()
  const bitOf = (name: string): bigint => {
    const bit = bits.get(name) ?? 1n << BigInt(bits.size)
    bits.set(name, bit)
    return bit
  }
  const before = new Map<StateView, bigint>()
  for (const scope of scopes) {
    const start = scope.byName.get(String(scope.fields['StartAt']))
    const around = scope.owner && !scope.distributed ? before.get(scope.owner) : 0n
    // Scopes come outermost first, so what the owner begins with is settled; an owner that is never reached gives nothing.
    if (!start || around === undefined) continue
    before.set(start, around)
    const waiting = [start]
    for (let state = waiting.pop(); state; state = waiting.pop()) {
      const here = before.get(state) as bigint
      for (const { target, assign } of transitionsOf(state)) {
        const next = scope.byName.get(target)
        if (!next) continue
        const arriving = namesOf(assign, state.language).reduce((set, name) => set | bitOf(name), here)
        const known = before.get(next)
        const met = known === undefined ? arriving : paths === 'on every path' ? known & arriving : known | arriving
        if (met === known) continue
        before.set(next, met)
        waiting.push(next)
      }
    }
  }
  return (state) => {
    const known = before.get(state)
    return known === undefined ? undefined : (name) => ((bits.get(name) ?? 0n) & known) !== 0n
  }
}
