/** Follows a path through a value that is known in part. */
import { fieldOf, listOf, remade, undescribed, unknown } from './symbol.ts'
import type { Ref, Spread, Value } from './symbol.ts'
import { isOne } from './path.ts'
import type { Path, Segment } from './path.ts'

type Node = Value | Spread

/** The item at a place; negative places count from the end. */
export function itemAt(value: Value, place: number): Value {
  if (value.kind === 'ref') return refItem(value, place)
  if (value.kind !== 'list') return value.kind === 'unknown' ? value : unknown('it is no list')
  const { items } = value
  const [only] = items
  if (items.length === 1 && only?.kind === 'spread') return refItem(only.of, place)
  const before = place >= 0 ? items.slice(0, place + 1) : items.slice(place)
  if (before.some((item) => item.kind === 'spread')) return unknown('how many items come before is known only when it runs')
  const found = items.at(place)
  return !found || found.kind === 'spread' ? unknown(`there is no item ${place}`) : found
}

function refItem(list: Ref, place: number): Value {
  if (!list.item) return unknown(`${list.code} is no list`)
  // what nobody has described is read by JSONata, which has places of its own
  if (list.typed) return list.item(String(place), list.hint)
  const code =
    place === 0 ? `lists.first(${list.code})` : place === -1 ? `lists.last(${list.code})` : `lists.at(${list.code}, ${place})`
  // there may be no such item
  return remade(list.item(code, list.hint), (ref) => (ref.code.includes(code) ? { ...ref, optional: true } : ref))
}

/** A list that nobody has described, as one of items that nobody has described. */
const asList = (ref: Ref): Ref => (ref.typed ? { ...ref.typed('list'), type: 'list', item: undescribed } : ref)

function sliced(list: Ref, from: number | undefined, to: number | undefined): Node {
  const { whole, ...bare } = list
  if (whole && whole.remark === undefined) return unknown('a part of a list that has another shape in a chain')
  const of = (code: string): Node => ({
    kind: 'spread',
    of: { ...bare, code, ...(whole ? { whole: { ...whole, code: () => code } } : {}) },
  })
  if (from === -1 && to === undefined) return refItem(list, -1)
  if (from !== undefined && from < 0 && to === undefined) return of(`lists.takeLast(${list.code}, ${-from})`)
  if ((from ?? 0) === 0 && to !== undefined && to >= 0) return of(`lists.take(${list.code}, ${to})`)
  if (from !== undefined && from >= 0 && to === undefined) return of(`lists.drop(${list.code}, ${from})`)
  return unknown('this slice has no function in the language')
}

function followOne(node: Node, segment: Segment): readonly Node[] {
  if (node.kind === 'unknown') return [node]
  if (node.kind === 'spread') {
    if (segment.kind !== 'name') return [unknown('it goes into every item of a list that is known only when it runs')]
    const { of } = node
    const item = of.item?.('one', 'one')
    const field = item ? fieldOf(item, segment.name) : unknown('its items are not known')
    return field.kind === 'ref'
      ? [
          {
            kind: 'spread',
            of: { kind: 'ref', code: `lists.map(${of.code}, (one) => ${field.code})`, type: 'list', hint: segment.name },
          },
        ]
      : [field]
  }
  switch (segment.kind) {
    case 'name':
      return [fieldOf(node, segment.name)]
    case 'places':
      return segment.places.map((place) => itemAt(node, place))
    case 'all':
      if (node.kind === 'object') return Object.values(node.fields)
      if (node.kind === 'list') return node.items
      return node.kind === 'ref' && node.item ? [{ kind: 'spread', of: asList(node) }] : [unknown('its members are not known')]
    case 'slice': {
      const { from, to } = segment
      if (node.kind === 'ref' && node.item) return [sliced(asList(node), from, to)]
      if (node.kind !== 'list') return [unknown('it is no list')]
      const [only] = node.items
      if (node.items.length === 1 && only?.kind === 'spread') return [sliced(only.of, from, to)]
      return node.items.some((item) => item.kind === 'spread')
        ? [unknown('its length is known only when it runs')]
        : node.items.slice(from, to)
    }
    default:
      return segment satisfies never
  }
}

/** What the path gives: one value, or the list of all that it finds. */
export function select(root: Value, path: Path): Value {
  let nodes: readonly Node[] = [root]
  for (const segment of path.segments) nodes = nodes.flatMap((node) => followOne(node, segment))
  const bad = nodes.find((node) => node.kind === 'unknown')
  if (bad?.kind === 'unknown') return bad
  const [first] = nodes
  if (isOne(path) && first && first.kind !== 'spread') return first
  return listOf(...nodes)
}
