/** What is known of a value in somebody's machine before it runs: its shape, down to the references that a chain has for its parts. */
import type { Json } from '../asl.ts'
import { isFields } from '../validate/machine.ts'

/** Types of references, as far as they are told apart. */
export type RefType = 'string' | 'number' | 'boolean' | 'list' | 'object' | 'unknown'

/** A reference as a chain writes it: `keywords.text`. */
export interface Ref {
  readonly kind: 'ref'
  readonly code: string
  readonly type: RefType
  /** What it is called as a prompt's variable. */
  readonly hint: string
  /** Where its schema is more than its type says. */
  readonly schema?: string
  /** May be absent. */
  readonly optional?: true
  /** The same value as one of that type, where its own is not known. */
  readonly typed?: (type: RefType) => Ref
  readonly field?: (name: string) => Value
  /** Where the chain has its parts in another shape: code of all of it as it was, or a remark on how it is. */
  readonly whole?: { readonly code: (value: (of: Value) => string) => string; readonly remark?: string }
  /** Says that it may not be there: somebody asks whether it is. */
  readonly mayMiss?: () => void
  /** Of a list: the item that `code` gives. */
  readonly item?: (code: string, hint: string) => Value
}
export interface Spread {
  readonly kind: 'spread'
  readonly of: Ref
}
export type Value =
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Value>> }
  | { readonly kind: 'list'; readonly items: readonly (Value | Spread)[] }
  /** A text of parts, one after the other. */
  | { readonly kind: 'text'; readonly parts: readonly Value[] }
  | Ref
  /** A part of the machine that a chain has no word for: whoever needs it is not imported, and says why. */
  | { readonly kind: 'unknown'; readonly why: string }

/** Something cannot be imported: told where it is, and left to a person. */
export class NotImported extends Error {
  override readonly name = 'NotImported'
}

/** Code of a reference. Throws for what has members alone. */
export function codeOf({ code }: Ref): string {
  if (code === '') throw new NotImported('all that the machine was started with is wanted; name the members that are meant')
  return code
}

export const unknown = (why: string): Value => ({ kind: 'unknown', why })
export const objectOf = (fields: Readonly<Record<string, Value>>): Value => ({ kind: 'object', fields })
export const listOf = (...items: readonly (Value | Spread)[]): Value => ({ kind: 'list', items })

/** JSON as it is written down. */
export function valueOf(json: unknown): Value {
  if (Array.isArray(json)) return listOf(...json.map(valueOf))
  if (isFields(json)) return objectOf(Object.fromEntries(Object.entries(json).map(([name, one]) => [name, valueOf(one)])))
  return { kind: 'literal', value: json as null | boolean | number | string }
}

/** The JSON of a value that holds no reference. */
export function jsonOf(value: Value | Spread): Json | undefined {
  switch (value.kind) {
    case 'literal':
      return value.value
    case 'object': {
      const fields = Object.entries(value.fields).map(([name, one]) => [name, jsonOf(one)] as const)
      return fields.some(([, one]) => one === undefined) ? undefined : (Object.fromEntries(fields) as Json)
    }
    case 'list': {
      const items = value.items.map(jsonOf)
      return items.includes(undefined) ? undefined : (items as Json)
    }
    default:
      return undefined
  }
}

export const literalText = (value: Value | undefined): string | undefined =>
  value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined

const SCHEMAS: Readonly<Record<RefType, string>> = {
  string: 'Type.String()',
  number: 'Type.Number()',
  boolean: 'Type.Boolean()',
  list: 'Type.Array(Type.Unknown())',
  object: 'Type.Record(Type.String(), Type.Unknown())',
  unknown: 'Type.Unknown()',
}
export const schemaCode = (type: RefType): string => SCHEMAS[type]

export const quote = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

/** A value that nobody has described: `jsonata` reads its members, each as what it is used as. */
export function undescribed(code: string, hint: string, path = ''): Ref {
  const read = (type: RefType): Ref => {
    const made =
      path === '' && type === 'unknown' ? code : `jsonata(${schemaCode(type)}, ${quote(`$value${path}`)}, { value: ${code} })`
    return { kind: 'ref', code: made, type, hint }
  }
  const member = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `.\`${name}\``)
  return {
    ...read('unknown'),
    typed: read,
    field: (name) => undescribed(code, /^[A-Za-z_]\w*$/.test(name) ? name : hint, path + member(name)),
    item: (index) => undescribed(code, hint, `${path}[${index}]`),
  }
}

/** The value without what it is not: its own members alone. */
export function fieldOf(value: Value, name: string): Value {
  switch (value.kind) {
    case 'object':
      return Object.hasOwn(value.fields, name) ? (value.fields[name] as Value) : unknown(`there is no "${name}"`)
    case 'ref':
      return value.field?.(name) ?? unknown(`${value.code} has no "${name}"`)
    case 'unknown':
      return value
    case 'literal':
    case 'text':
    case 'list':
      return unknown(`a ${value.kind} has no "${name}"`)
    default:
      return value satisfies never
  }
}

/** The object with another value at a place of its own, as ResultPath puts it. */
export function withField(value: Value, [name, ...rest]: readonly string[], put: Value): Value {
  if (name === undefined) return put
  const inner = () => (rest.length === 0 ? put : withField(fieldOf(value, name), rest, put))
  if (value.kind === 'ref') {
    // its other members are not known one by one
    return { ...value, code: '', field: (other) => (other === name ? inner() : fieldOf(value, other)) }
  }
  return objectOf({ ...(value.kind === 'object' ? value.fields : {}), [name]: inner() })
}

/** The value with other references, in it and in all that is read of it. */
export function remade(value: Value, change: (ref: Ref) => Ref): Value {
  switch (value.kind) {
    case 'ref':
      return remadeRef(value, change)
    case 'object':
      return objectOf(Object.fromEntries(Object.entries(value.fields).map(([name, one]) => [name, remade(one, change)])))
    case 'list':
      return listOf(
        ...value.items.map((item): Value | Spread =>
          item.kind === 'spread' ? { kind: 'spread', of: remadeRef(item.of, change) } : remade(item, change),
        ),
      )
    case 'text':
      return { kind: 'text', parts: value.parts.map((part) => remade(part, change)) }
    case 'literal':
    case 'unknown':
      return value
    default:
      return value satisfies never
  }
}
function remadeRef(ref: Ref, change: (ref: Ref) => Ref): Ref {
  const { typed, field, item } = ref
  return {
    ...change(ref),
    ...(typed ? { typed: (type) => remadeRef(typed(type), change) } : {}),
    ...(field ? { field: (name) => remade(field(name), change) } : {}),
    ...(item ? { item: (code, hint) => remade(item(code, hint), change) } : {}),
  }
}

/** The value with other code for its references. */
export const recoded = (value: Value, change: (code: string) => string): Value =>
  remade(value, (ref) => {
    const { whole } = ref
    return { ...ref, code: change(ref.code), ...(whole ? { whole: { ...whole, code: (of) => change(whole.code(of)) } } : {}) }
  })

/** The references in a value, each once. */
export function refsIn(value: Value | Spread): readonly Ref[] {
  switch (value.kind) {
    case 'ref':
      return [value]
    case 'spread':
      return [value.of]
    case 'object':
      return Object.values(value.fields).flatMap(refsIn)
    case 'list':
      return value.items.flatMap(refsIn)
    case 'text':
      return value.parts.flatMap(refsIn)
    default:
      return []
  }
}
