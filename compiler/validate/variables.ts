/** Which variables are assigned where, and which of them are certain to be there when a state begins. */
import { at, fieldsOf, listOf, type Language, type ScopeView, type StateView } from './machine.ts'
import { transitionsOf } from './transitions.ts'

export interface Assignment {
  readonly name: string
  readonly location: string
  readonly scope: ScopeView
}

/** What a machine assigns, found once for all rules. */
export interface Variables {
  readonly assignments: readonly Assignment[]
  /** The names that a scope and those around it assign anywhere. */
  readonly around: ReadonlyMap<ScopeView, ReadonlySet<string>>
  readonly onSomePath: Before
}

/** In JSONPath mode a key says by `.$` that its value is a path. */
const nameOf = (key: string, language: Language): string =>
  language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key

/** Every assignment that a state can make: its own, its choice rules' and its catchers'. */
function assignmentsOf({ fields, language, location, scope }: StateView): readonly Assignment[] {
  const found: Assignment[] = []
  const addFrom = (assign: unknown, location: string): void => {
    for (const key of Object.keys(fieldsOf(assign))) {
      found.push({ name: nameOf(key, language), location: at(at(location, 'Assign'), key), scope })
    }
  }
  for (const field of Object.keys(fields)) {
    if (field === 'Assign') addFrom(fields[field], location)
    if (field !== 'Choices' && field !== 'Catch') continue
    listOf(fields[field]).forEach((entry, index) => addFrom(fieldsOf(entry)['Assign'], at(at(location, field), index)))
  }
  return found
}

/** The scope whose variables a scope sees beside its own. */
export const outerOf = ({ owner, distributed }: ScopeView): ScopeView | undefined => (distributed ? undefined : owner?.scope)

export function variablesIn(scopes: readonly ScopeView[]): Variables {
  const around = new Map<ScopeView, ReadonlySet<string>>()
  // scopes come outermost first
  const assignments = scopes.flatMap((scope) => {
    const own = scope.states.flatMap(assignmentsOf)
    const outer = outerOf(scope)
    around.set(scope, new Set([...own.map(({ name }) => name), ...((outer && around.get(outer)) ?? [])]))
    return own
  })
  return { assignments, around, onSomePath: assignedBefore(scopes, 'on some path') }
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
    const around = scope.owner && outerOf(scope) ? before.get(scope.owner) : 0n
    // Scopes come outermost first, so what the owner begins with is settled; an owner that is never reached gives nothing.
    if (!start || around === undefined) continue
    before.set(start, around)
    const waiting = [start]
    for (let state = waiting.pop(); state; state = waiting.pop()) {
      const here = before.get(state) as bigint
      for (const { target, assign } of transitionsOf(state)) {
        const next = scope.byName.get(target)
        if (!next) continue
        const arriving = Object.keys(fieldsOf(assign)).reduce((set, key) => set | bitOf(nameOf(key, state.language)), here)
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
