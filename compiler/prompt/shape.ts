/** What a JSON Schema says about a value, as far as a prompt needs it: how it prints, what is in it, whether it is there. */

/** `content` is a message's content (text or content blocks); `wrong` is something already reported. */
export type Kind = 'text' | 'number' | 'boolean' | 'content' | 'list' | 'object' | 'unknown' | 'wrong'

export interface Shape {
  /** May be undefined. */
  readonly missing: boolean
  readonly null: boolean
  /** Distinct, `null` left out; empty for a value that is always null. */
  readonly kinds: readonly Kind[]
  /** All values it can have, where the schema lists them. */
  readonly constants: readonly (string | number | boolean)[] | undefined
  /** The schemas it can be of; those of a union side by side. */
  readonly alternatives: readonly Alternative[]
}
interface Alternative {
  readonly kind: Kind | 'null'
  readonly schema: Schema
}
type Schema = Readonly<Record<string, unknown>>

const KINDS: Readonly<Record<string, Kind | 'null'>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  array: 'list',
  object: 'object',
  null: 'null',
}

/** A function of an object that never changes, which gives the same again for the same object. */
function remembered<K extends object, V>(of: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return (key) => {
    const earlier = known.get(key)
    if (earlier !== undefined) return earlier
    const now = of(key)
    known.set(key, now)
    return now
  }
}

export function shapeOf(schema: unknown, missing = false): Shape {
  const shape = shapeThere(record(schema) ?? ANYTHING)
  return missing ? { ...shape, missing } : shape
}

const ANYTHING: Schema = {}

/** The shape of a value that is there. */
const shapeThere = remembered((schema: Schema): Shape => {
  const alternatives = alternativesOf(schema)
  const there = alternatives.filter(({ kind }) => kind !== 'null')
  const constants = there.map(({ schema }) => schema['const'])
  return {
    missing: false,
    null: there.length < alternatives.length,
    kinds: [...new Set(there.map(({ kind }) => kind as Kind))],
    constants: constants.length > 0 && constants.every(isScalar) ? constants : undefined,
    alternatives: there,
  }
})

export const TEXT = shapeOf({ type: 'string' })
export const NUMBER = shapeOf({ type: 'integer' })
export const BOOLEAN = shapeOf({ type: 'boolean' })
/** Of something that is reported already: nothing done with it is a problem. */
export const WRONG: Shape = { missing: false, null: false, kinds: ['wrong'], constants: undefined, alternatives: [] }

export const isWrong = (shape: Shape): boolean => shape.kinds.includes('wrong')
export const isOnly = (shape: Shape, ...kinds: readonly Kind[]): boolean => shape.kinds.every((kind) => kinds.includes(kind))

const WORDS: Readonly<Record<Kind, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  content: "a message's content",
  list: 'a list',
  object: 'an object',
  unknown: 'of no known type',
  wrong: 'wrong',
}
/** For a message: "text", "a list or an object". */
export const describe = (shape: Shape): string =>
  shape.kinds.length === 0 ? 'null' : shape.kinds.map((kind) => WORDS[kind]).join(' or ')

/** The shape of a list's items. */
export const itemOf = remembered((list: Shape): Shape =>
  shapeOf({ anyOf: list.alternatives.map(({ schema }) => itemSchema(schema)) }),
)

/** The shape of a list's item at a fixed place, which need not be there; JSONata's first item of null is null. */
export function elementOf(list: Shape): Shape {
  const item = itemOf(list)
  return { ...item, missing: true, null: item.null || list.null }
}

/** The shape of a field, or undefined where no alternative has it. It may be missing where any alternative, or the owner, may. */
export function fieldOf(owner: Shape, name: string): Shape | undefined {
  const fields = fieldsOf(owner)
  if (!fields.has(name)) fields.set(name, readField(owner, name))
  return fields.get(name)
}

/** The fields of a shape that have been asked for. */
const fieldsOf = remembered((): Map<string, Shape | undefined> => new Map())

function readField(owner: Shape, name: string): Shape | undefined {
  const found = owner.alternatives.map(({ kind, schema }) => (kind === 'object' ? propertyOf(schema, name) : undefined))
  const schemas = found.filter((property) => property !== undefined)
  if (schemas.length === 0) return undefined
  const always = schemas.length === found.length && schemas.every(({ required }) => required)
  return shapeOf({ anyOf: schemas.map(({ schema }) => schema) }, owner.missing || owner.null || !always)
}

/** The names of all fields its schemas list. */
export const fieldNames = (owner: Shape): readonly string[] => [
  ...new Set(owner.alternatives.flatMap(({ schema }) => Object.keys(record(schema['properties']) ?? {}))),
]

/** Whether an object's schema says nothing about its fields. */
export const isOpen = (owner: Shape): boolean =>
  owner.alternatives.some(
    ({ kind, schema }) =>
      kind === 'unknown' ||
      (kind === 'object' && !schema['properties'] && !schema['patternProperties'] && !record(schema['additionalProperties'])),
  )

function propertyOf(schema: Schema, name: string): { schema: unknown; required: boolean } | undefined {
  const properties = record(schema['properties'])
  const required = schema['required']
  if (properties && Object.hasOwn(properties, name)) {
    return { schema: properties[name], required: Array.isArray(required) && required.includes(name) }
  }
  const pattern = Object.entries(record(schema['patternProperties']) ?? {}).find(([pattern]) =>
    new RegExp(pattern, 'u').test(name),
  )
  if (pattern) return { schema: pattern[1], required: false }
  const additional = record(schema['additionalProperties'])
  return additional && { schema: additional, required: false }
}

function itemSchema({ items, prefixItems }: Schema): unknown {
  if (Array.isArray(prefixItems)) return { anyOf: items ? [...(prefixItems as unknown[]), items] : prefixItems }
  return Array.isArray(items) ? { anyOf: items } : items
}

function alternativesOf(given: unknown): readonly Alternative[] {
  const schema = record(given) ?? {}
  if (schema['format'] === 'message-content') return [{ kind: 'content', schema }]
  if ('const' in schema) return [{ kind: kindOfValue(schema['const']), schema }]
  if (Array.isArray(schema['enum'])) return schema['enum'].flatMap((value) => alternativesOf({ const: value }))
  const union = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(union) && union.length > 0) return union.flatMap(alternativesOf)
  if (Array.isArray(schema['allOf'])) return [intersection(schema['allOf'].flatMap(alternativesOf))]
  const { type } = schema
  if (Array.isArray(type)) return type.flatMap((one: unknown) => alternativesOf({ ...schema, type: one }))
  return [{ kind: typeof type === 'string' ? (KINDS[type] ?? 'unknown') : 'unknown', schema }]
}

function intersection(parts: readonly Alternative[]): Alternative {
  if (!parts.every(({ kind }) => kind === 'object')) return { kind: 'unknown', schema: {} }
  return {
    kind: 'object',
    schema: {
      type: 'object',
      properties: Object.assign({}, ...parts.map(({ schema }) => schema['properties'])) as unknown,
      required: parts.flatMap(({ schema }) => schema['required'] ?? []),
    },
  }
}

function kindOfValue(value: unknown): Kind | 'null' {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return KINDS[typeof value] ?? 'unknown'
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function record(value: unknown): Schema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : undefined
}
