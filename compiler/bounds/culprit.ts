/** What makes a payload large: the value that is most of it, followed to where it comes from. */
import type { Expression } from '../tree.ts'
import { partsOf } from '../walk.ts'
import { literalOf } from './extent.ts'
import type { Extent } from './extent.ts'
import { fixedBytes } from './template.ts'
import { extentOf } from './values.ts'
import type { Known } from './values.ts'

export interface Culprit {
  /** As the chain calls it: `docs.passages`, `params.text`; null: the author's own words. */
  readonly name: string | null
  readonly bytes: number
  /** How often it is there. */
  readonly times: number
  readonly kind: 'conversation' | 'list' | 'text' | 'words'
  /** The step whose output it is. */
  readonly step: number | null
}

/** Names of steps, as their states are called. */
type NameOf = (step: number) => string | undefined

/** What most of several values is; null where there is none. */
export function culpritIn(values: readonly Expression[], known: Known, nameOf: NameOf): Culprit | null {
  const shares = new Map<string | null, Culprit>()
  for (const share of values.flatMap((value) => sharesOf(value, known, nameOf))) {
    const before = shares.get(share.name)
    shares.set(share.name, before ? together(before, share) : share)
  }
  const size = ({ bytes, times }: Culprit) => bytes * times
  return [...shares.values()].reduce<Culprit | null>((most, one) => (most && size(most) >= size(one) ? most : one), null)
}

/** The same again: of words there are more, of a value it is there more often. */
const together = (one: Culprit, other: Culprit): Culprit =>
  one.kind === 'words'
    ? { ...one, bytes: one.bytes + other.bytes * other.times }
    : { ...one, bytes: Math.max(one.bytes, other.bytes), times: one.times + other.times }

const words = (bytes: number): Culprit => ({ name: null, bytes, kind: 'words', step: null, times: 1 })

/** What a value is made of: the values that the chain has a name for, and words. */
function sharesOf(value: Expression, known: Known, nameOf: NameOf): readonly Culprit[] {
  const name = named(value, nameOf)
  if (name !== null) {
    const isConversation = value.kind === 'input' && value.field === 'messages'
    return [inside(name, extentOf(value, known), rootStep(value), isConversation)]
  }
  if (value.kind === 'literal') return [words(literalOf(value.value).bytes)]
  const inner = (part: Expression, times = 1) =>
    sharesOf(part, known, nameOf).map((one) => ({ ...one, times: one.times * times }))
  if (value.kind !== 'prompt') return partsOf(value).flatMap((part) => inner(part))
  return [
    words(fixedBytes(known.template(value.template))),
    ...Object.entries(value.values).flatMap(([of, part]) => inner(part, timesIn(value, of, known))),
  ]
}

/** How often a prompt has one of its values in it: what it would be less without. */
function timesIn(value: Expression & { readonly kind: 'prompt' }, name: string, known: Known): number {
  const less = (one: Expression, other: Expression) => extentOf(one, known).bytes - extentOf(other, known).bytes
  const without = { ...value, values: { ...value.values, [name]: NO_WORDS } }
  return Math.max(1, Math.round(less(value, without) / Math.max(1, less(value.values[name] as Expression, NO_WORDS))))
}
const NO_WORDS: Expression = { kind: 'literal', value: '', schema: { type: 'string' } }

/** A field that is most of an object says more than the object. */
const MOST = 0.8

function inside(name: string, { bytes, fields, items }: Extent, step: number | null, isConversation: boolean): Culprit {
  const largest = Object.entries(fields ?? {}).find(([, field]) => field.bytes > MOST * bytes)
  if (largest) return inside(`${name}.${largest[0]}`, largest[1], step, false)
  return { name, bytes, kind: isConversation ? 'conversation' : items ? 'list' : 'text', step, times: 1 }
}

/** What the chain calls a value; null for what it makes of others. */
function named(value: Expression, nameOf: NameOf): string | null {
  switch (value.kind) {
    case 'input':
      return value.field
    case 'output':
      return nameOf(value.step) ?? value.name
    case 'given':
      return value.name
    case 'field': {
      const owner = named(value.of, nameOf)
      return owner === null ? value.name : `${owner}.${value.name}`
    }
    case 'literal':
    case 'prompt':
    case 'jsonata':
    case 'object':
    case 'list':
    case 'call':
    case 'lambda':
    case 'split':
      return null
    default:
      return value satisfies never
  }
}

const rootStep = (value: Expression): number | null =>
  value.kind === 'output' ? value.step : value.kind === 'field' ? rootStep(value.of) : null

/** Bytes that a value has at least: what is written down in it. */
export function leastBytes(value: Expression, known: Known): number {
  switch (value.kind) {
    case 'literal':
      return literalOf(value.value).bytes
    case 'prompt':
      return fixedBytes(known.template(value.template))
    case 'object':
      return Object.values(value.fields).reduce((sum, one) => sum + leastBytes(one, known), 0)
    case 'list':
      return value.items.reduce((sum, one) => sum + leastBytes(one, known), 0)
    case 'input':
    case 'output':
    case 'given':
    case 'field':
    case 'jsonata':
    case 'call':
    case 'lambda':
    case 'split':
      return 0
    default:
      return value satisfies never
  }
}
