/**
 * Values of a JSON Schema: the plainest first, then those that differ from it in one place, by what machines stumble over: nothing,
 * one, many, absent, long, strange. The same schema gives the same values in the same order.
 */
import type { Json } from '../asl.ts'
import type { Schema } from '../tree.ts'
import { LONG_TEXT, STRANGE_TEXTS } from './texts.ts'

export interface Sample {
  readonly value: Json
  /** What is special about it, for a reader: `passages is []`; empty for the plainest. */
  readonly what: string
}

/** Texts and numbers that a chain compares values with: values near them take other ways. */
export interface Words {
  readonly texts: readonly string[]
  readonly numbers: readonly number[]
}
export const NO_WORDS: Words = { texts: [], numbers: [] }

/** Deeper than this a schema is given its plainest values. */
const DEEPEST = 6
/** Items of a long list. */
const MANY = 25

interface SchemaParts {
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly enum?: readonly Json[]
}

const plainly = (value: Json): Sample => ({ value, what: '' })

/** A value as a reader is told of it. */
export function shown(value: Json): string {
  const text = JSON.stringify(value)
  return text.length <= 40 ? text : `${text.slice(0, 30)}… (${text.length} characters)`
}
const only = (value: Json): Sample => ({ value, what: `is ${shown(value)}` })

/** All samples of a schema, each once; at least one. */
export function samplesOf(schema: Schema, words: Words = NO_WORDS, depth = 0): readonly Sample[] {
  const [first, ...others] = rawSamples(schema, words, depth)
  const plainest = first ?? plainly(null)
  const seen = new Set([JSON.stringify(plainest.value)])
  const distinct = others.filter(({ value }) => {
    const text = JSON.stringify(value)
    return seen.has(text) ? false : seen.add(text)
  })
  return [{ ...plainest, what: '' }, ...distinct.filter(({ what }) => what !== '')]
}

/** The plainest value. */
export const plainOf = (schema: Schema): Json => samplesOf(schema, NO_WORDS, DEEPEST)[0]?.value ?? null

function rawSamples(schema: Schema, words: Words, depth: number): readonly Sample[] {
  const parts = schema as SchemaParts
  if ('const' in schema) return [plainly(schema['const'] as Json)]
  if (parts.enum) return parts.enum.map(only)
  if (parts.anyOf) return ofUnion(parts.anyOf, words, depth)
  switch (parts.type) {
    case 'string':
      return texts(parts, words)
    case 'integer':
    case 'number':
      return numbers(parts, words)
    case 'boolean':
      return [only(false), only(true)]
    case 'null':
      return [plainly(null)]
    case 'array':
      return lists(parts, words, depth)
    case 'object':
      return parts.properties
        ? objects(parts, words, depth)
        : [plainly({}), only({ a: 'text' }), only({ a: { b: [1] }, c: null })]
    default:
      return [plainly('text'), ...[1, true, null, [], {}, ['text'], [['text']], { a: [] }].map(only)]
  }
}

/** The plainest of every member first: each may be a way of its own. */
function ofUnion(members: readonly Schema[], words: Words, depth: number): readonly Sample[] {
  const each = members.map((member) => samplesOf(member, words, depth))
  const firsts = each.flatMap(([first]) => (first ? [only(first.value)] : []))
  return [...firsts, ...each.flatMap(([, ...others]) => others)]
}

/** As a schema counts them. */
const charactersOf = (text: string) => Array.from(text).length

function texts({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: SchemaParts, words: Words): readonly Sample[] {
  const fits = (text: string) => charactersOf(text) >= minLength && charactersOf(text) <= maxLength
  const plain = 'text'.padEnd(minLength, '.').slice(0, maxLength)
  const long = 'x'.repeat(Math.min(LONG_TEXT, maxLength))
  const others = [...words.texts, '', ' ', ...STRANGE_TEXTS, long].filter(fits)
  return [plainly(plain), ...others.map(only)]
}

function numbers(parts: SchemaParts, words: Words): readonly Sample[] {
  const { type, minimum = -1e9, maximum = 1e9, exclusiveMinimum = -1e10, exclusiveMaximum = 1e10 } = parts
  const isWhole = type === 'integer'
  const fits = (number: number) =>
    number >= minimum &&
    number <= maximum &&
    number > exclusiveMinimum &&
    number < exclusiveMaximum &&
    (!isWhole || Number.isInteger(number))
  const bounds = [minimum, maximum, exclusiveMinimum + 1, exclusiveMaximum - 1]
  const near = words.numbers.flatMap((number) => [number - 1, number, number + 1])
  return [1, 0, ...near, -1, 2, 1.5, ...bounds].filter(fits).map(only)
}

function lists({ items = {}, minItems = 0, maxItems = MANY }: SchemaParts, words: Words, depth: number): readonly Sample[] {
  const each = depth < DEEPEST ? samplesOf(items, words, depth + 1) : [plainly(plainOf(items))]
  const [plain = plainly(null), ...others] = each
  const of = (count: number, first = plain.value): Json => [first, ...Array.from({ length: count - 1 }, () => plain.value)]
  const least = Math.max(1, minItems)
  const counts = [2, MANY].filter((count) => count > least && count <= maxItems)
  return [
    ...(maxItems === 0 ? [] : [plainly(of(least))]),
    ...(minItems === 0 ? [only([])] : []),
    ...counts.map((count) => ({ value: of(count), what: `has ${count} items` })),
    ...others.map(({ value, what }) => ({ value: of(least, value), what: `has an item that ${what}` })),
  ]
}

function objects({ properties = {}, required = [] }: SchemaParts, words: Words, depth: number): readonly Sample[] {
  const fields = Object.entries(properties)
  const plain = Object.fromEntries(fields.flatMap(([name, field]) => (required.includes(name) ? [[name, plainOf(field)]] : [])))
  if (depth >= DEEPEST) return [plainly(plain)]
  const each = fields.map(([name, field]) => ({ name, samples: samplesOf(field, words, depth + 1) }))
  const withField = (name: string, value: Json, what: string): Sample => ({ value: { ...plain, [name]: value }, what })
  const all = Object.fromEntries(each.map(({ name, samples }) => [name, samples[0]?.value ?? null]))
  return [
    plainly(plain),
    ...(required.length < fields.length ? [{ value: all, what: 'has all fields' }] : []),
    ...each.flatMap(({ name, samples: [first, ...others] }) => [
      ...(required.includes(name) || !first ? [] : [withField(name, first.value, `has "${name}"`)]),
      ...others.map(({ value, what }) => withField(name, value, `has "${name}" that ${what}`)),
    ]),
  ]
}
