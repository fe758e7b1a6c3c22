/** Values as chain authors write them, literal or referred to, and as the tree has them. */
import type { Json } from '../asl.ts'
import { mapValues } from '../map-values.ts'
import type { Expression, Schema } from '../tree.ts'
import { Misuse } from './misuse.ts'
import { expressionOf, reference } from './ref.ts'
import type { Ref } from './ref.ts'
import type { Infer, TSchema } from './schema.ts'
import { describeStep, joined } from './step.ts'
import type { Step } from './step.ts'
import { asSchema } from './schema.ts'

/** Text: a string, a prompt with its values, or a reference to text. */
export type Text = string | Ref<string>

/** A value of type `T`, any part of which may be a reference. */
export type Giving<T> = Ref<T> | (T extends object ? { readonly [K in keyof T]: Giving<T[K]> } : T)

/** The type of a value as it is written, any part of which may be a reference: the other way round of `Giving`. */
export type Written<G> = G extends { readonly '~value': infer T }
  ? T
  : G extends string | number | boolean | null
    ? G
    : G extends readonly (infer I)[]
      ? Written<I>[]
      : { [K in keyof G]: Written<G[K]> }

const SCHEMA_OF: Readonly<Record<string, Schema>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
}

/** The expression of a value as written. Throws on what JSON does not have; `where` is its place in the whole. */
export function toExpression(value: unknown, schema?: Schema, where = ''): Expression {
  const known = expressionOf(value)
  if (known) return known
  if (value === null) return { kind: 'literal', value, schema: schema ?? { type: 'null' } }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => toExpression(item, undefined, `${where}[${index}]`))
    const own: Schema = schema ?? { type: 'array', items: joined(items.map((item) => item.schema)) ?? {} }
    const values = items.map(literalOf)
    return values.includes(undefined)
      ? { kind: 'list', items, schema: own }
      : { kind: 'literal', value: values as Json, schema: own }
  }
  if (typeof value === 'object') {
    const fields = mapValues(value as { readonly [name: string]: unknown }, (field, name) =>
      toExpression(field, undefined, where === '' ? name : `${where}.${name}`),
    )
    const own: Schema = schema ?? {
      type: 'object',
      properties: mapValues(fields, (field) => field.schema),
      required: Object.entries(fields).flatMap(([name, field]) => (field.optional ? [] : [name])),
    }
    const values = mapValues(fields, literalOf)
    return Object.values(values).includes(undefined)
      ? { kind: 'object', fields, schema: own }
      : { kind: 'literal', value: values as Json, schema: own }
  }
  const own = SCHEMA_OF[typeof value]
  if (!own || (typeof value === 'number' && !Number.isFinite(value))) throw noJson(value, where)
  return { kind: 'literal', value: value as Json, schema: schema ?? own }
}

function noJson(value: unknown, where: string): Misuse {
  const shown = typeof value === 'function' ? 'a function' : String(value)
  const what = where === '' ? `A value is ${shown}` : `The value ${where} is ${shown}`
  return new Misuse(
    `${what}, which JSON does not have.`,
    value === undefined
      ? 'Is its name right? Leave it out, or give null.'
      : 'Give a text, a number, a boolean, null, a list or an object.',
  )
}

/** A reference may be to a literal too. */
const literalOf = (expression: Expression) => (expression.kind === 'literal' ? expression.value : undefined)

/**
 * A step that runs nothing and gives a value: the fallback of a catch, a case with nothing to do.
 * @example
 * const none = value(Type.Object({ text: Type.String() }), { text: 'No summary.' })
 * step('summary', bedrockTask({ model: claude.haiku45, prompt: summarise({ question }), catch: none }))
 */
export function value<S extends TSchema>(schema: S, given: Giving<Infer<S>>): Step<Infer<S>> {
  return describeStep('value', { schema, value: given }, (_, at) => ({
    kind: 'value',
    at,
    schema: asSchema(schema),
    value: toExpression(given, asSchema(schema)),
  }))
}

/** A call of a function of ours on values, as a reference to what it gives. */
export const call = <T>(name: string, of: readonly unknown[], schema: Schema): Ref<T> =>
  reference({ kind: 'call', name, of: of.map((one) => toExpression(one)), schema })

/**
 * A deploy-time value, `${name}` in the definition.
 * @example httpRequest({ connection: 'ShopConnectionArn', url: substitution('ShopUrl') })
 */
export const substitution = (name: string): Ref<string> => call('substitution', [name], { type: 'string' })
