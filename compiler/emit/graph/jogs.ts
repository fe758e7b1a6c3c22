/** Small steps in lines, taken out: where a line begins or ends on a node's border is moved so that it runs straight. */
import { isReadable } from './flaws.ts'
import type { Point, Rectangle } from './geometry.ts'
import type { FlatEdge, Layered } from './flat.ts'

/** Wider steps are bends that mean something. */
const SMALL = 12
/** Pixels to the node's corner, and to the next line. */
const FROM_CORNER = 18
const APART = 10

interface Straightened {
  readonly way: readonly Point[]
  /** How far the piece of line beside the end moves to the right, and from where to where, from above, it was. */
  readonly by: number
  readonly from: number
  readonly to: number
}

/** The way without a step before its end. */
function straightEnd(way: readonly Point[]): Straightened | undefined {
  const [end, corner, other, before] = way.toReversed()
  if (!end || !corner || !other || !before) return undefined
  const by = before.x - end.x
  const isStep = end.x === corner.x && corner.y === other.y && other.x === before.x
  if (!isStep || by === 0 || Math.abs(by) > SMALL) return undefined
  const [from, to] = [Math.min(end.y, corner.y), Math.max(end.y, corner.y)]
  return { way: [...way.slice(0, -3), { x: before.x, y: end.y }], by, from, to }
}

function straightStart(way: readonly Point[]): Straightened | undefined {
  const turned = straightEnd(way.toReversed())
  return turned && { ...turned, way: turned.way.toReversed() }
}

/** A label stays as far from its line as it was. */
function beside(label: Rectangle | null, { by, from, to }: Straightened): Rectangle | null {
  const middle = label ? label.y + label.height / 2 : 0
  return label && from <= middle && middle <= to ? { ...label, x: label.x + by } : label
}

/** Where else lines touch the border on which `at` is. */
const othersOn = ({ edges }: Layered, own: string, at: Point, node: Rectangle): number[] =>
  [...edges].flatMap(([id, { way }]) =>
    id === own
      ? []
      : [way[0], way.at(-1)].flatMap((end) =>
          end && end.y === at.y && end.x >= node.x && end.x <= node.x + node.width ? [end.x] : [],
        ),
  )

/** Ends on nodes without ports of their own may be moved. */
export function withoutJogs(edges: readonly FlatEdge[], laidOut: Layered): Layered {
  const straighten = (so: Layered, { id, from, to }: FlatEdge): Layered => {
    const own = so.edges.get(id)
    if (!own) return so
    const tries = [
      { node: to.port === undefined ? so.nodes.get(to.node) : undefined, found: straightEnd(own.way), end: -1 },
      { node: from.port === undefined ? so.nodes.get(from.node) : undefined, found: straightStart(own.way), end: 0 },
    ]
    for (const { node, found, end } of tries) {
      const at = found?.way.at(end)
      if (!node || !found || !at) continue
      const isInside = at.x >= node.x + FROM_CORNER && at.x <= node.x + node.width - FROM_CORNER
      if (!isInside || othersOn(so, id, at, node).some((x) => Math.abs(x - at.x) < APART)) continue
      const moved = { way: found.way, label: beside(own.label, found) }
      const straight = { ...so, edges: new Map([...so.edges, [id, moved]]) }
      if (isReadable(straight)) return straight
    }
    return so
  }
  return edges.reduce(straighten, laidOut)
}
