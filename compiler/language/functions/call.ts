/** How a function of the language becomes a part of the tree: a call with the schema of what it gives, a function of an item. */
import type { Expression, Schema } from '../../tree.ts'
import { Misuse } from '../misuse.ts'
import { reference } from '../ref.ts'
import type { Ref } from '../ref.ts'
import { building } from '../step.ts'
import { toExpression } from '../value.ts'

export const TEXT: Schema = { type: 'string' }
export const NUMBER: Schema = { type: 'number' }
export const INTEGER: Schema = { type: 'integer' }
export const BOOLEAN: Schema = { type: 'boolean' }
export const listOf = (items: Schema): Schema => ({ type: 'array', items })

/** A number, written or referred to. */
export type Numeric = number | Ref<number>
/** A list, as a reference or written with its items. */
export type ListOf<T extends string | number | boolean> = Ref<readonly T[]> | readonly (T | Ref<T>)[]

/** A call of the function `name`, as a reference to what it gives. */
export const give = <T>(name: string, of: readonly unknown[], schema: Schema): Ref<T> =>
  reference({ kind: 'call', name, of: of.map((one) => toExpression(one)), schema })

/** A call that may give nothing. */
export const giveSome = <T>(name: string, of: readonly unknown[], schema: Schema): Ref<T | undefined> =>
  reference({ kind: 'call', name, of: of.map((one) => toExpression(one)), schema, optional: true })

/** The schema of a value as functions see it: a message's content is its text. */
export function schemaOf(value: unknown): Schema {
  const { schema } = toExpression(value)
  return schema['format'] === 'message-content' ? TEXT : schema
}

/** The schema of a list's items. */
export function itemSchemaOf(list: unknown): Schema {
  const { items, anyOf } = schemaOf(list) as { items?: Schema; anyOf?: readonly Schema[] }
  if (items) return items
  const members = (anyOf ?? []).flatMap((member) => (member['items'] ? [member['items'] as Schema] : []))
  return members.length === 1 ? (members[0] as Schema) : members.length > 1 ? { anyOf: members } : {}
}

/** A function of an item, and where it wants it of the item's index: what an author wrote, called once with references. */
export function ofItem(
  list: unknown,
  body: (item: Ref<never>, index: Ref<number>) => unknown,
): { readonly function: Ref<unknown>; readonly schema: Schema } {
  const within = building()
  if (!within) throw new Misuse('A function of items is outside of a chain.', 'Call it inside the body of the chain.')
  const block = within.nextBlock++
  const given = <T>(name: string, schema: Schema) => reference<T>({ kind: 'given', block, name, schema })
  const inside = { splits: [] }
  within.open.push(inside)
  const gives = body(given<never>('item', itemSchemaOf(list)), given('index', INTEGER))
  within.open.pop()
  if (inside.splits.length > 0)
    throw new Misuse(
      'split(…) is asked for every item of a list, but a run has one variant.',
      'Call it outside, and use what it gave.',
    )
  if (gives === undefined) throw new Misuse('The function of an item gives nothing.', 'Is a `return` missing?')
  const value = toExpression(gives)
  const parameters = body.length > 1 ? ['item', 'index'] : ['item']
  const lambda: Expression = { kind: 'lambda', block, parameters, body: value, schema: {} }
  return { function: reference(lambda), schema: schemaOf(gives) }
}
