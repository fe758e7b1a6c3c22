/** How big a value can be: as JSON on its way from state to state, and as text in front of a model. */
import { Buffer } from 'node:buffer'
import { RECKONED } from '../reckoning.ts'
import type { Schema } from '../tree.ts'
import { ASSUMED } from './assumptions.ts'

export interface Extent {
  /** Of its JSON in UTF-8. */
  readonly bytes: number
  /** Of it in a prompt. */
  readonly tokens: number
  /** Of an object, as far as its fields are known. */
  readonly fields?: { readonly [name: string]: Extent }
  /** Of a list. */
  readonly items?: { readonly most: number; readonly each: Extent }
}

export const NOTHING: Extent = { bytes: 0, tokens: 0 }
export const NUMBER: Extent = { bytes: 20, tokens: 8 }
const BOOLEAN: Extent = { bytes: 5, tokens: 1 }
const NULL: Extent = { bytes: 4, tokens: 1 }
/** Quotes, and what stands between a value and the next. */
const PUNCTUATION = 4

/** A text of so many characters. */
export const textOf = (characters: number): Extent => ({
  bytes: characters * ASSUMED.bytesPerCharacter + PUNCTUATION,
  tokens: Math.ceil(characters / ASSUMED.charactersPerToken),
})
const FREE_TEXT = textOf(ASSUMED.textCharacters)
export const MESSAGE = textOf(ASSUMED.messageCharacters)

/** What a model says in so many tokens. */
export const answerOf = (tokens: number): Extent => ({ bytes: tokens * ASSUMED.bytesPerToken + PUNCTUATION, tokens })

/** A text that is known. */
export function wordsOf(text: string): Extent {
  const bytes = Buffer.byteLength(JSON.stringify(text))
  return { bytes, tokens: Math.ceil(Buffer.byteLength(text) / RECKONED.bytesPerToken) }
}

/** A value that is known. */
export function literalOf(value: unknown): Extent {
  if (typeof value === 'string') return wordsOf(value)
  if (Array.isArray(value)) return listOf(value.length, eitherOf(value.map(literalOf)), sumOf(value.map(literalOf)))
  if (typeof value === 'object' && value !== null)
    return objectOf(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, literalOf(one)])))
  return value === null ? NULL : typeof value === 'boolean' ? BOOLEAN : NUMBER
}

/** `whole`: what all items come to, where that is less than each of them as often as there can be. */
export function listOf(most: number, each: Extent, whole: Extent = repeated(each, most)): Extent {
  return { bytes: whole.bytes + most + PUNCTUATION, tokens: whole.tokens + most, items: { most, each } }
}

export function objectOf(fields: { readonly [name: string]: Extent }): Extent {
  let bytes = PUNCTUATION
  let tokens = 1
  for (const name in fields) {
    const field = fields[name] as Extent
    bytes += name.length + PUNCTUATION + field.bytes
    tokens += Math.ceil(name.length / ASSUMED.charactersPerToken) + 1 + field.tokens
  }
  return { bytes, tokens, fields }
}

/** One after the other. */
export const sumOf = (extents: readonly Extent[]): Extent =>
  extents.length === 1
    ? (extents[0] as Extent)
    : extents.reduce((sum, { bytes, tokens }) => ({ bytes: sum.bytes + bytes, tokens: sum.tokens + tokens }), NOTHING)

const repeated = ({ bytes, tokens }: Extent, times: number): Extent => ({ bytes: bytes * times, tokens: tokens * times })
/** Without a part's own build. */
export const scaled = ({ bytes, tokens }: Extent, by: number): Extent => ({
  bytes: Math.ceil(bytes * by),
  tokens: Math.ceil(tokens * by),
})

/** One of several, whichever it is. */
export const eitherOf = (extents: readonly Extent[]): Extent => extents.reduce(larger, NOTHING)

export function larger(one: Extent, other: Extent): Extent {
  if (one === other || other === NOTHING) return one
  if (one === NOTHING) return other
  const { fields, items } = one
  return {
    bytes: Math.max(one.bytes, other.bytes),
    tokens: Math.max(one.tokens, other.tokens),
    ...((fields ?? other.fields) ? { fields: merged(fields ?? {}, other.fields ?? {}) } : {}),
    ...(items && other.items
      ? { items: { most: Math.max(items.most, other.items.most), each: larger(items.each, other.items.each) } }
      : (items ?? other.items)
        ? { items: (items ?? other.items) as NonNullable<Extent['items']> }
        : {}),
  }
}

function merged(one: NonNullable<Extent['fields']>, other: NonNullable<Extent['fields']>): NonNullable<Extent['fields']> {
  const fields = { ...one }
  for (const name in other) fields[name] = larger(one[name] ?? NOTHING, other[name] as Extent)
  return fields
}

/** No more than `limit`. */
export const within = (extent: Extent, { bytes, tokens }: Extent): Extent =>
  extent.bytes <= bytes && extent.tokens <= tokens
    ? extent
    : { ...extent, bytes: Math.min(extent.bytes, bytes), tokens: Math.min(extent.tokens, tokens) }

/** No more than `most` items. */
export function firstOf(list: Extent, most: number): Extent {
  if (!list.items || list.items.most <= most) return list
  return within(listOf(most, list.items.each), list)
}

/** What `times` more of the same growth make of a value. */
export function grown(before: Extent, after: Extent, times: number): Extent {
  const more = (from: number, to: number) => Math.ceil(to + Math.max(0, to - from) * times)
  return {
    bytes: more(before.bytes, after.bytes),
    tokens: more(before.tokens, after.tokens),
    ...(after.fields ? { fields: grownFields(before.fields ?? {}, after.fields, times) } : {}),
    ...(after.items
      ? {
          items: {
            most: more(before.items?.most ?? after.items.most, after.items.most),
            each: grown(before.items?.each ?? after.items.each, after.items.each, times),
          },
        }
      : {}),
  }
}
const grownFields = (before: NonNullable<Extent['fields']>, after: NonNullable<Extent['fields']>, times: number) =>
  Object.fromEntries(Object.entries(after).map(([name, field]) => [name, grown(before[name] ?? field, field, times)]))

const known = new WeakMap<Schema, Extent>()

/**
 * A value of the schema. `free`: a text without `maxLength`, and any value that the schema says nothing of; nothing is
 * larger than `most`.
 */
export function ofSchema(schema: Schema, free: Extent = FREE_TEXT, most?: Extent): Extent {
  if (free !== FREE_TEXT || most) return most ? within(read(schema, free, most), most) : read(schema, free, most)
  const earlier = known.get(schema)
  if (earlier) return earlier
  const now = read(schema, free, most)
  known.set(schema, now)
  return now
}

interface Keywords {
  readonly type?: string
  readonly format?: string
  readonly maxLength?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly properties?: { readonly [name: string]: Schema }
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
}

function read(schema: Schema, free: Extent, most: Extent | undefined): Extent {
  const { type, format, maxLength, maxItems, items, properties, anyOf, enum: members } = schema as Keywords
  if ('const' in schema) return literalOf(schema['const'])
  if (members) return eitherOf(members.map(literalOf))
  if (anyOf) return eitherOf(anyOf.map((one) => ofSchema(one, free, most)))
  switch (type) {
    case 'string':
      return maxLength === undefined ? free : textOf(maxLength)
    case 'number':
    case 'integer':
      return NUMBER
    case 'boolean':
      return BOOLEAN
    case 'null':
      return NULL
    case 'array':
      return listOf(maxItems ?? ASSUMED.items, ofSchema(items ?? {}, free, most))
    case 'object':
      if (!properties) return listOf(ASSUMED.items, free)
      return objectOf(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, ofSchema(one, free, most)])))
    default:
      return format === 'message-content' ? MESSAGE : free
  }
}
