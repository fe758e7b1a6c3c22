/** Nodes that stand almost beside each other, brought to one height: the higher ones move down, with all that they lead to. */
import { isReadable } from './flaws.ts'
import type { Point, Rectangle } from './geometry.ts'
import type { FlatEdge, LaidEdge, Layered } from './flat.ts'

/** Nodes whose tops differ by more stand in different rows. */
const ALMOST = 16

/** The nodes that edges lead down to from `start`, itself included. */
function below(start: string, edges: readonly FlatEdge[], { nodes }: Layered): ReadonlySet<string> {
  const topOf = (id: string) => nodes.get(id)?.y ?? 0
  const found = new Set([start])
  for (const id of found) for (const { from, to } of edges) if (from.node === id && topOf(to.node) > topOf(id)) found.add(to.node)
  return found
}

const lowered = <P extends Point>(point: P, by: number): P => ({ ...point, y: point.y + by })

/** An edge of which one end moves is drawn out there. */
function loweredEdge({ way, label }: LaidEdge, from: boolean, to: boolean, by: number): LaidEdge {
  if (from && to) return { way: way.map((point) => lowered(point, by)), label: label && lowered(label, by) }
  const last = way.length - 1
  return { way: way.map((point, index) => ((index === 0 && from) || (index === last && to) ? lowered(point, by) : point)), label }
}

function moved(laidOut: Layered, edges: readonly FlatEdge[], ids: ReadonlySet<string>, by: number): Layered {
  const nodes = new Map([...laidOut.nodes].map(([id, at]) => [id, ids.has(id) ? lowered(at, by) : at]))
  const moving = edges.map(({ id, from, to }): [string, LaidEdge] => {
    const own = laidOut.edges.get(id) as LaidEdge
    return [id, loweredEdge(own, ids.has(from.node), ids.has(to.node), by)]
  })
  const height = Math.max(laidOut.height, ...[...nodes.values()].map((at) => at.y + at.height))
  return { ...laidOut, height, nodes, edges: new Map(moving) }
}

/** Moves down what can be moved without harm, row by row from above. */
export function inRows(edges: readonly FlatEdge[], laidOut: Layered): Layered {
  const byHeight = (layered: Layered) => [...layered.nodes].toSorted(([, a], [, b]) => a.y - b.y)
  let so = laidOut
  for (const [id] of byHeight(laidOut)) {
    const { y } = so.nodes.get(id) as Rectangle
    const row = Math.max(...[...so.nodes.values()].map((at) => at.y).filter((top) => top - y <= ALMOST))
    if (row === y) continue
    const tried = moved(so, edges, below(id, edges, so), row - y)
    if (isReadable(tried)) so = tried
  }
  return so
}
