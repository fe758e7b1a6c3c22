/** Schemas that leave no room for words of anybody's own: what has one can be chosen by a stranger, but not written. */
import { ITEMS } from '../../prompt/index.ts'
import type { Schema } from '../../tree.ts'
import type { Names } from './source.ts'
import { isToken } from './token.ts'

interface Known {
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly properties?: { readonly [name: string]: Schema }
  readonly items?: Schema
  readonly pattern?: string
  readonly maxLength?: number
}

/** Types whose values have no text, and no fields. */
const PLAIN = new Set<unknown>(['number', 'integer', 'boolean', 'null'])

/**
 * Whether what is at `path` in a value of the schema is one of the schema's own values, a number, a boolean or a token. An object as
 * a whole is not: it may have more fields than the schema says.
 */
export function isBounded(schema: Schema, path: Names = []): boolean {
  if ('const' in schema || 'enum' in schema) return true
  const { type, anyOf, properties, items, pattern, maxLength } = schema as Known
  if (anyOf) return anyOf.every((member) => isBounded(member, path))
  if (PLAIN.has(type)) return true
  const [name, ...rest] = path
  if (type === 'string') return name !== undefined || (pattern !== undefined && isToken(pattern, maxLength))
  if (type === 'array') {
    if (name === 'length') return true
    return items !== undefined && (name === undefined || name === ITEMS) && isBounded(items, rest)
  }
  const property = name === undefined ? undefined : properties?.[name]
  return property !== undefined && isBounded(property, rest)
}
