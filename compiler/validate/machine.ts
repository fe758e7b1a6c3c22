/**
 * A definition as the checks see it: its scopes (the machine, each branch, each item processor) and their states, in reading order.
 * The definition is anybody's JSON, so nothing is assumed of a field's type.
 */

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

/** Shows every string value inside a value, with the location it stands at. */
export function forEachString(value: unknown, location: string, show: (text: string, location: string) => void): void {
  if (typeof value === 'string') show(value, location)
  else if (Array.isArray(value)) value.forEach((item, index) => forEachString(item, at(location, index), show))
  else if (isFields(value)) for (const key of Object.keys(value)) forEachString(value[key], at(location, key), show)
}
