/** A part of a picture, placed from its own corner: what is laid out on its own is moved to its place later. */
import { moved } from './geometry.ts'
import type { Point, Rectangle, Size } from './geometry.ts'
import type { GraphEdge, GraphMember } from './graph.ts'
import { LANE_GAP, MOST_WIDTH } from './shapes.ts'
import type { Line } from './shapes.ts'

/** Where the machine starts, and where it ends without a state for that. Named as no state can be. */
export interface Mark {
  readonly kind: 'mark'
  readonly of: 'start' | 'end'
  readonly name: string
}

export interface PlacedNode {
  readonly node: GraphMember | Mark
  readonly at: Rectangle
  /** Its text; of a box it is the title, from its left end on. */
  readonly lines: readonly Line[]
  readonly title: Point | null
}
export interface PlacedLabel {
  readonly at: Rectangle
  readonly lines: readonly string[]
}
export interface PlacedEdge {
  readonly edge: GraphEdge
  /** From the border of one state to that of the other, in straight lines. */
  readonly way: readonly Point[]
  readonly label: PlacedLabel | null
}

export interface Piece extends Size {
  /** In reading order: a box comes before what is in it. */
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
  /** Edges that come in from above or go out below, as far as they are inside. */
  readonly open: readonly PlacedEdge[]
  /** How much narrower than the piece its upper and lower borders are, left and right. */
  readonly inset?: number
}

export const movedEdge = ({ edge, way, label }: PlacedEdge, by: Point): PlacedEdge => ({
  edge,
  way: way.map((point) => moved(point, by)),
  label: label && { ...label, at: moved(label.at, by) },
})

const movedNode = ({ node, at, lines, title }: PlacedNode, by: Point): PlacedNode => ({
  node,
  at: moved(at, by),
  lines,
  title: title && moved(title, by),
})

export const movedPiece = ({ nodes, edges, open, ...size }: Piece, by: Point): Piece => ({
  ...size,
  nodes: nodes.map((one) => movedNode(one, by)),
  edges: edges.map((one) => movedEdge(one, by)),
  open: open.map((one) => movedEdge(one, by)),
})

/** Branches beside each other, in several rows where one would be too wide. */
export function beside(pieces: readonly Piece[]): Piece {
  let [x, y, rowHeight, width] = [0, 0, 0, 0]
  const placed = pieces.map((piece) => {
    if (x > 0 && x + piece.width > MOST_WIDTH) [x, y, rowHeight] = [0, y + rowHeight + LANE_GAP, 0]
    const at = { x, y }
    x += piece.width + LANE_GAP
    rowHeight = Math.max(rowHeight, piece.height)
    width = Math.max(width, x - LANE_GAP)
    return movedPiece(piece, at)
  })
  return {
    width,
    height: y + rowHeight,
    nodes: placed.flatMap(({ nodes }) => nodes),
    edges: placed.flatMap(({ edges }) => edges),
    open: [],
  }
}
