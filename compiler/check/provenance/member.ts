/** Reading the arguments of a task, which are written out as far as they are not known before the chain runs. */
import type { Json } from '../../asl.ts'
import type { Expression } from '../../tree.ts'

const literal = (value: Json): Expression => ({ kind: 'literal', value, schema: {} })

/** A member of an object; undefined where it surely has none. */
export function member(value: Expression | undefined, ...names: readonly string[]): Expression | undefined {
  const [name, ...rest] = names
  if (name === undefined || !value) return value
  if (value.kind === 'object') return member(value.fields[name], ...rest)
  if (value.kind !== 'literal') return member({ kind: 'field', of: value, name, schema: {} }, ...rest)
  const found = (value.value as { readonly [name: string]: Json } | null)?.[name]
  return found === undefined ? undefined : member(literal(found), ...rest)
}

/** The members of an object by name; one that is known only when the chain runs is a member without a name. */
export function members(value: Expression | undefined): readonly (readonly [name: string, value: Expression])[] {
  if (!value) return []
  if (value.kind === 'object') return Object.entries(value.fields)
  if (value.kind !== 'literal') return [['', value]]
  return Object.entries((value.value ?? {}) as { readonly [name: string]: Json }).map(([name, one]) => [name, literal(one)])
}

/** The items of a list; a list that is known only when the chain runs is its own item. */
export function itemsIn(value: Expression | undefined): readonly Expression[] {
  if (!value) return []
  if (value.kind === 'list') return value.items
  if (value.kind !== 'literal') return [value]
  return Array.isArray(value.value) ? (value.value as readonly Json[]).map(literal) : []
}

/** A text that is written out. */
export const literalText = (value: Expression | undefined): string | undefined =>
  value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined
