/** What makes a payload large: the largest value in it, followed to where it comes from. */
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
  readonly kind: 'conversation' | 'list' | 'text' | 'words'
  /** The step whose output it is. */
  readonly step: number | null
}

/** Names of steps, as their states are called. */
type NameOf = (step: number) => string | undefined

/** The largest of several values; null where there is none. */
export function culpritIn(values: readonly Expression[], known: Known, nameOf: NameOf): Culprit | null {
  const found = values.map((value) => culpritOf(value, known, nameOf))
  return found.reduce<Culprit | null>((most, one) => (most && most.bytes >= one.bytes ? most : one), null)
}

function culpritOf(value: Expression, known: Known, nameOf: NameOf): Culprit {
  const name = named(value, nameOf)
  if (name !== null) {
    const isConversation = value.kind === 'input' && value.field === 'messages'
    return inside(name, extentOf(value, known), rootStep(value), isConversation)
  }
  const largest = culpritIn(partsOf(value), known, nameOf)
  const own = value.kind === 'prompt' ? fixedBytes(known.template(value.template)) : leastBytes(value, known)
  return largest && largest.bytes >= own ? largest : { name: null, bytes: own, kind: 'words', step: null }
}

/** A field that is most of an object says more than the object. */
const MOST = 0.8

function inside(name: string, { bytes, fields, items }: Extent, step: number | null, isConversation: boolean): Culprit {
  const largest = Object.entries(fields ?? {}).find(([, field]) => field.bytes > MOST * bytes)
  if (largest) return inside(`${name}.${largest[0]}`, largest[1], step, false)
  return { name, bytes, kind: isConversation ? 'conversation' : items ? 'list' : 'text', step }
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
