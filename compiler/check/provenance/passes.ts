/** What of its arguments the text of a function's value is made of: a table of all functions. */
import { ITEMS } from '../../prompt/index.ts'
import type { Expression } from '../../tree.ts'
import type { Names } from './source.ts'

/** A part of a value. */
export interface Part {
  readonly value: Expression
  readonly path: Names
}
type Passes = (of: readonly Expression[], path: Names) => readonly Part[]

const part = (value: Expression | undefined, path: Names = []): readonly Part[] => (value ? [{ value, path }] : [])

/** A number, a boolean, a date, a name of the author's. */
const nothing: Passes = () => []
/** The texts of all arguments. */
const everything: Passes = (of) => of.map((value) => ({ value, path: [] }))
/** The text of one of them. */
const text =
  (index: number): Passes =>
  (of) =>
    part(of[index])
/** The same value, or a list of some of its items. */
const same: Passes = ([list], path) => part(list, path)
const item: Passes = ([list], path) => part(list, [ITEMS, ...path])
/** One of the items of several lists. */
const merged: Passes = (of, path) => of.map((value) => ({ value, path }))

const appended: Passes = ([list, ...items], path) => [
  ...part(list, path),
  ...items.map((value) => ({ value, path: path[0] === ITEMS ? path.slice(1) : [] })),
]
const mapped: Passes = ([, each], path) =>
  each?.kind === 'lambda' ? part(each.body, path[0] === ITEMS ? path.slice(1) : []) : []
const flattened: Passes = ([list], path) => part(list, path.length === 0 ? [] : [ITEMS, ...path])

/** A field of the second object hides that of the first. */
const mergedObjects: Passes = ([one, other], path) => {
  const { properties = {} } = (other?.schema ?? {}) as { properties?: object }
  return path[0] !== undefined && path[0] in properties ? part(other, path) : [...part(one, path), ...part(other, path)]
}

const PASSES: { readonly [name: string]: Passes } = {
  ...of(
    nothing,
    'equals differs lessThan atMost greaterThan atLeast isTrue contains startsWith endsWith isEmpty and or not exists',
  ),
  cond: ([, whenTrue, otherwise], path) => [...part(whenTrue, path), ...part(otherwise, path)],
  withDefault: merged,

  ...of(
    text(0),
    'texts.upper texts.lower texts.trim texts.take texts.drop texts.split texts.between texts.withoutFence texts.of substring',
  ),
  'texts.length': nothing,
  'texts.concat': everything,
  'texts.join': everything,
  'texts.replace': ([whole, , by]) => [...part(whole), ...part(by)],

  ...of(
    nothing,
    'numbers.plus numbers.minus numbers.times numbers.dividedBy numbers.modulo numbers.round numbers.floor numbers.ceil',
  ),
  ...of(nothing, 'numbers.abs numbers.sum numbers.max numbers.min numbers.average numbers.parse'),
  'numbers.format': text(1),

  ...of(nothing, 'dates.now dates.toMillis dates.fromMillis dates.plus dates.between dates.isBefore dates.parse'),
  'dates.format': text(1),

  ...of(nothing, 'lists.count lists.some lists.every lists.includes lists.range'),
  ...of(item, 'lists.first lists.last lists.at lists.find lists.highest lists.lowest'),
  ...of(same, 'lists.take lists.takeLast lists.drop lists.filter lists.sort lists.unique lists.reverse'),
  'lists.map': mapped,
  'lists.merge': merged,
  'lists.append': appended,
  'lists.flatten': flattened,

  'objects.merge': mergedObjects,
  'json.stringify': text(0),
  'json.parse': text(0),

  attributeValue: text(0),
  url: everything,
  s3Uri: everything,
  ...of(nothing, 'modelArn substitution isToolCall toolStop toolShare'),
  toolRefusal: everything,
  toolResult: everything,
  toolMessages: everything,
}

/** A function that is not in the table may pass everything on. */
export const passesOf = (name: string): Passes => PASSES[name] ?? everything

/** All functions whose passing is known. */
export const KNOWN: readonly string[] = Object.keys(PASSES)

function of(passes: Passes, names: string): { readonly [name: string]: Passes } {
  return Object.fromEntries(names.split(' ').map((name) => [name, passes]))
}
