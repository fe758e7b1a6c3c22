/** A reference: a value that is known only when the chain runs, as a plain frozen object with the fields of its schema. */
import { describe } from '../describe.ts'
import type { Expression, Schema } from '../tree.ts'
import { Misuse } from './misuse.ts'

/** Carries the type alone; it has no value. */
interface RefTo<T> {
  readonly '~value': T
}
type Leaf = string | number | boolean | readonly unknown[]
/** Fields of what may be absent or null may be absent themselves: `Absent` is `undefined` there. */
type Fields<T> = [Extract<T, null | undefined>] extends [never]
  ? FieldsOf<T, never>
  : [NonNullable<T>] extends [never]
    ? unknown
    : FieldsOf<NonNullable<T>, undefined>
type FieldsOf<T, Absent> = T extends Leaf
  ? unknown
  : { readonly [K in keyof T]-?: Ref<undefined extends T[K] ? T[K] | undefined : T[K] | Absent> }

/**
 * A reference to a value of type `T`. It can go into a prompt, a choice, another step; its fields are references too.
 * It is no value: `if (ref)`, `${ref}` and `ref + ''` are mistakes.
 */
export type Ref<T> = RefTo<T> & Fields<T>

/** The type a reference stands for. */
export type ValueOf<R> = R extends RefTo<infer T> ? T : never

// The symbol is registered: a chain's bundle and the command line may hold two copies of this module.
const EXPRESSION: unique symbol = Symbol.for('stepchain.expression') as never
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

function refuseAsText(this: { readonly [EXPRESSION]: Expression }): never {
  throw new Misuse(
    `${describe(this[EXPRESSION])} is known only when the chain runs.`,
    'Use it in a prompt, a choice or a function of values.',
  )
}

const behaviour = {
  [Symbol.toPrimitive]: refuseAsText,
  [Symbol.iterator]: refuseAsText,
  toJSON: refuseAsText,
  [INSPECT](this: { readonly [EXPRESSION]: Expression }) {
    return `Ref(${describe(this[EXPRESSION])})`
  },
}

/** A reference to what `expression` gives, with the fields that its schema names. */
export function reference<T>(expression: Expression): Ref<T> {
  const ref = Object.create(behaviour) as Record<PropertyKey, unknown>
  Object.defineProperty(ref, EXPRESSION, { value: expression })
  for (const [name, schema, optional] of fieldsOf(expression.schema)) {
    const child: Expression = {
      kind: 'field',
      of: expression,
      name,
      schema,
      ...(optional || expression.optional || canBeNull(expression.schema) ? { optional: true } : {}),
    }
    Object.defineProperty(ref, name, { value: reference(child), enumerable: true })
  }
  return Object.freeze(ref) as Ref<T>
}

/** What a reference or a prompt stands for; undefined for any other value. */
export function expressionOf(value: unknown): Expression | undefined {
  return typeof value === 'object' && value !== null ? (value as { [EXPRESSION]?: Expression })[EXPRESSION] : undefined
}

/** A field of null is absent. */
const canBeNull = ({ anyOf }: Schema) =>
  Array.isArray(anyOf) && (anyOf as readonly Schema[]).some((member) => member['type'] === 'null')

type Field = readonly [name: string, schema: Schema, optional: boolean]

/** The fields of an object schema; of a union of objects, those that all of them have. */
function fieldsOf(schema: Schema): Field[] {
  const {
    properties,
    required = [],
    anyOf,
  } = schema as {
    properties?: Record<string, Schema>
    required?: readonly string[]
    anyOf?: readonly Schema[]
  }
  if (properties) return Object.entries(properties).map(([name, field]) => [name, field, !required.includes(name)])
  if (!anyOf || anyOf.length === 0) return []
  const [first = [], ...others] = anyOf.filter((member) => member['type'] !== 'null').map(fieldsOf)
  return first.flatMap(([name, field, optional]) => {
    const same = others.map((fields) => fields.find(([other]) => other === name))
    if (same.some((other) => other === undefined)) return []
    const schemas = [field, ...same.map((other) => (other as Field)[1])]
    const distinct = [...new Map(schemas.map((one) => [JSON.stringify(one), one])).values()]
    return [
      [name, distinct.length === 1 ? field : { anyOf: distinct }, optional || same.some((other) => (other as Field)[2])] as const,
    ]
  })
}
