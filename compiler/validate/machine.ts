/**
 * A definition as the checks see it: its scopes (the machine, each branch, each item processor) and their states, in reading order.
 * The definition is anybody's JSON, so nothing is assumed of a field's type.
 */

import { resourceOf, type Resource } from './resources/resource.ts'

export type Language = 'JSONata' | 'JSONPath'
export type Fields = Readonly<Record<string, unknown>>

export const STATE_TYPES = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'] as const
export type StateType = (typeof STATE_TYPES)[number]

export interface StateView {
  readonly name: string
  readonly type: StateType | undefined
  readonly fields: Fields
  readonly language: Language
  readonly location: string
  readonly scope: ScopeView
  /** What a Task calls; undefined for another state, and where a Task does not say it in a text. */
  readonly resource: Resource | undefined
}

export interface ScopeView {
  readonly kind: 'machine' | 'branch' | 'processor'
  readonly fields: Fields
  readonly location: string
  /** The Parallel or Map that the scope is inside; none for the machine. */
  readonly owner: StateView | undefined
  /** Items of a Distributed Map run elsewhere and see nothing of the outer scope. */
  readonly distributed: boolean
  readonly states: readonly StateView[]
  readonly byName: ReadonlyMap<string, StateView>
}

export interface MachineView {
  /** The text it was read from, where it was text. */
  readonly text: string | undefined
  readonly fields: Fields
  readonly language: Language
  readonly scopes: readonly ScopeView[]
  readonly states: readonly StateView[]
}

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The location of a member; AWS escapes nothing and writes an index in brackets. */
export const at = (location: string, key: string | number): string =>
  typeof key === 'number' ? `${location}[${key}]` : location === '/' ? `/${key}` : `${location}/${key}`

/** Only the exact word is JSONPath; AWS takes any other value for JSONata (and complains of it besides). Absent, `otherwise`. */
export const languageOf = (declared: unknown, otherwise: Language): Language =>
  declared === undefined ? otherwise : declared === 'JSONPath' ? 'JSONPath' : 'JSONata'

export const isDistributed = (processor: Fields): boolean => fieldsOf(processor['ProcessorConfig'])['Mode'] === 'DISTRIBUTED'

export function viewOf(definition: Fields, text?: string): MachineView {
  const language = languageOf(definition['QueryLanguage'], 'JSONPath')
  const scopes: ScopeView[] = []

  const addScope = (kind: ScopeView['kind'], fields: Fields, location: string, owner: StateView | undefined): void => {
    const states: StateView[] = []
    const byName = new Map<string, StateView>()
    const scope: ScopeView = { kind, fields, location, owner, distributed: isDistributed(fields), states, byName }
    scopes.push(scope)
    for (const [name, state] of Object.entries(fieldsOf(fields['States']))) {
      if (!isFields(state)) continue
      const view: StateView = {
        name,
        type: STATE_TYPES.find((type) => type === state['Type']),
        fields: state,
        // A nested state takes the machine's language, not that of the Parallel or Map around it.
        language: languageOf(state['QueryLanguage'], language),
        location: at(at(location, 'States'), name),
        scope,
        resource: state['Type'] === 'Task' && typeof state['Resource'] === 'string' ? resourceOf(state['Resource']) : undefined,
      }
      states.push(view)
      byName.set(name, view)
      addNested(view)
    }
  }

  const addNested = (state: StateView): void => {
    if (state.type === 'Parallel') {
      for (const [index, branch] of listOf(state.fields['Branches']).entries()) {
        if (isFields(branch)) addScope('branch', branch, at(at(state.location, 'Branches'), index), state)
      }
    }
    if (state.type === 'Map') {
      for (const field of ['ItemProcessor', 'Iterator']) {
        const processor = state.fields[field]
        if (isFields(processor)) addScope('processor', processor, at(state.location, field), state)
      }
    }
  }

  addScope('machine', definition, '/', undefined)
  return { text, fields: definition, language, scopes, states: scopes.flatMap((scope) => scope.states) }
}

/** Shows every string value inside a value that is at `location`, with where it stands itself: told when asked for, as most are not. */
export function forEachString(value: unknown, location: string, show: (text: string, here: () => string) => void): void {
  const path: (string | number)[] = []
  const here = () => path.reduce<string>(at, location)
  const visit = (inner: unknown): void => {
    if (typeof inner === 'string') show(inner, here)
    else if (Array.isArray(inner)) for (const [index, item] of inner.entries()) enter(index, item)
    else if (isFields(inner)) for (const key of Object.keys(inner)) enter(key, inner[key])
  }
  const enter = (key: string | number, inner: unknown): void => {
    path.push(key)
    visit(inner)
    path.pop()
  }
  visit(value)
}
