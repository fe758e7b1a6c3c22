/** What stands beside each other in a scope or a loop, laid out: each box is laid out before, and is one node here. */
import { straightened } from './geometry.ts'
import type { Point, Rectangle } from './geometry.ts'
import { boxed } from './box.ts'
import { statesIn } from './graph.ts'
import type { GraphEdge, GraphMember } from './graph.ts'
import type { FlatEdge, FlatEnd, FlatNode, Layered } from './flat.ts'
import { layered } from './layered.ts'
import { flowOrder } from './order.ts'
import { beside, movedPiece } from './piece.ts'
import type { Mark, Piece, PlacedEdge } from './piece.ts'
import { withSelfEdges } from './self-edges.ts'
import { MARK, isBox, labelLines, labelSize, linesOf, sizeOf } from './shapes.ts'
import type { Line } from './shapes.ts'

/** Names of the states that a node stands for: those inside a loop can be led to from outside. */
const namesIn = (node: GraphMember | Mark): readonly string[] =>
  node.kind === 'loop' ? statesIn(node.members).map(({ name }) => name) : [node.name]

/** One node as its piece; `edges`: those of the scope that it is in. */
async function pieceOf(node: GraphMember | Mark, edges: readonly GraphEdge[], outer: string): Promise<Piece> {
  const alone = (width: number, height: number, lines: readonly Line[] = []): Piece => {
    const at = { x: 0, y: 0, width, height }
    return { width, height, nodes: [{ node, at, lines, title: null }], edges: [], open: [] }
  }
  if (node.kind === 'mark') return alone(MARK, MARK)
  if (node.kind === 'loop') {
    const names = new Set(namesIn(node))
    return boxed(node, await level(node.members, edges, node.name), outer, ({ edge }) => !names.has(edge.from))
  }
  if (isBox(node)) {
    const branches = await Promise.all(node.inside.map(({ members, edges: own }) => level(members, own, node.name)))
    return boxed(node, beside(branches), outer, () => false)
  }
  const lines = linesOf(node, outer)
  const { width, height } = sizeOf(node, lines)
  return alone(width, height, lines)
}

/** An edge as it is on one level: from a node or from outside, to a node or outside. */
interface Crossing {
  readonly id: string
  readonly edge: GraphEdge
  /** Indices of the nodes. */
  readonly from: number | undefined
  readonly to: number | undefined
}

/**
 * Lays out what stands on one level.
 * @param edges those of the whole scope; what leads out of the level, and into it, stays open
 * @param outer name of the box that the level is in
 */
export async function level(nodes: readonly (GraphMember | Mark)[], edges: readonly GraphEdge[], outer: string): Promise<Piece> {
  const pieces = await Promise.all(
    nodes.map(async (node) => {
      const piece = await pieceOf(node, edges, outer)
      return node.kind === 'mark' ? piece : withSelfEdges(node, piece, edges)
    }),
  )
  const owners = new Map(nodes.flatMap((node, index) => namesIn(node).map((name) => [name, index] as const)))
  const crossings = edges.flatMap((edge, number): Crossing[] => {
    const [from, to] = [owners.get(edge.from), owners.get(edge.to)]
    // what leads from a node to itself is drawn with it
    return from === to ? [] : [{ id: `${number}`, edge, from, to }]
  })
  const laidOut = await layered(...flat(nodes, pieces, crossings))
  return assembled(pieces, crossings, laidOut)
}

/** Ids in the flat graph: of a node, of a port of it, of the end of an edge that stays open. */
const nodeId = (index: number) => `${index}`
const portId = (index: number, { id }: Crossing) => `${index}:${id}`
const openId = ({ id }: Crossing) => `open:${id}`

/** The level as ELK takes it, in the order in which it is to be read. */
function flat(nodes: readonly (GraphMember | Mark)[], pieces: readonly Piece[], crossings: readonly Crossing[]) {
  const openEnd = (stands: FlatNode['stands']) => (one: Crossing) => ({ id: openId(one), width: 2, height: 2, stands })
  const inlets = crossings.filter(({ from }) => from === undefined).map(openEnd('first'))
  const outlets = crossings.filter(({ to }) => to === undefined).map(openEnd('last'))
  const own = pieces.map(({ width, height, open, inset = 0 }, index): FlatNode => {
    const ports = open.flatMap(({ edge, way }) => {
      const crossing = crossings.find((one) => one.edge === edge)
      if (!crossing) return []
      const isOut = crossing.from === index
      const { x } = (isOut ? way.at(-1) : way[0]) as Point
      return [{ id: portId(index, crossing), x, side: isOut ? ('bottom' as const) : ('top' as const) }]
    })
    return { id: nodeId(index), width, height, ports, inset }
  })
  const all = [...inlets, ...own, ...outlets] as readonly FlatNode[]
  const ids = flowOrder(
    all.map(({ id }) => id),
    crossings.map((one) => ({
      from: one.from === undefined ? openId(one) : nodeId(one.from),
      to: one.to === undefined ? openId(one) : nodeId(one.to),
    })),
  )
  // ways in stay in their order, though they need not lead to each other
  const order = [...inlets.map(({ id }) => id), ...ids]
  const end = (index: number | undefined, one: Crossing): FlatEnd => {
    const node = index === undefined ? openId(one) : nodeId(index)
    return index !== undefined && isOpenIn(pieces[index], one) ? { node, port: portId(index, one) } : { node }
  }
  const flatEdges = crossings.map((one): FlatEdge => {
    const edge = { id: one.id, from: end(one.from, one), to: end(one.to, one) }
    const lines = labelledHere(one, pieces) ? labelLines(one.edge) : []
    return lines.length > 0 ? { ...edge, label: labelSize(lines) } : edge
  })
  return [
    { nodes: all.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)), edges: flatEdges },
    nodes.some((node) => isBox(node)) ? 'uneven' : 'even',
  ] as const
}

/** The words stand where the edge begins. */
const labelledHere = (one: Crossing, pieces: readonly Piece[]) => one.from !== undefined && !isOpenIn(pieces[one.from], one)

const isOpenIn = (piece: Piece | undefined, { edge }: Crossing) => piece?.open.some((one) => one.edge === edge) ?? false

/** Everything at its place, with edges that cross the borders of boxes in one line. */
function assembled(pieces: readonly Piece[], crossings: readonly Crossing[], laidOut: Layered): Piece {
  const placed = pieces.map((piece, index) => movedPiece(piece, laidOut.nodes.get(nodeId(index)) as Rectangle))
  const joined = crossings.map(({ id, edge, from, to }) => {
    const inside = (index: number | undefined) => placed[index ?? -1]?.open.find((one) => one.edge === edge)
    const [before, after, own] = [inside(from), inside(to), laidOut.edges.get(id)]
    const way = straightened([...(before?.way ?? []), ...(own?.way ?? []), ...(after?.way ?? [])])
    const label = own?.label ? { at: own.label, lines: labelLines(edge) } : (before?.label ?? null)
    return { isOpen: from === undefined || to === undefined, placed: { edge, way, label } }
  })
  const edgesThat = (isOpen: boolean): PlacedEdge[] => joined.flatMap((one) => (one.isOpen === isOpen ? [one.placed] : []))
  return {
    width: laidOut.width,
    height: laidOut.height,
    nodes: placed.flatMap((one) => one.nodes),
    edges: [...placed.flatMap((one) => one.edges), ...edgesThat(false)],
    open: edgesThat(true),
  }
}
