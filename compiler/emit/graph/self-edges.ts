/** Edges that lead from a state to itself: drawn beside it, on its right, in room of its own on both sides. */
import type { GraphEdge, GraphMember } from './graph.ts'
import { movedPiece } from './piece.ts'
import type { Piece, PlacedEdge } from './piece.ts'
import { LABEL_PAD, POINT, labelLines, labelSize } from './shapes.ts'

/** How far the first one reaches out, how far apart its ends are, and how much more for each further one. */
const REACH = 22
const HALF = 8
const MORE = 6

/** @param edges of the scope; `piece`: of the state, which fills it */
export function withSelfEdges(member: GraphMember, piece: Piece, edges: readonly GraphEdge[]): Piece {
  const own = edges.filter(({ from, to }) => from === member.name && to === member.name)
  if (own.length === 0 || member.kind === 'loop') return piece
  const middle = Math.round(piece.height / 2)
  let reach = 0
  const drawn = own.map((edge, index): PlacedEdge => {
    const half = HALF + index * MORE
    // the side of a choice goes back to its corners
    const start = piece.width - (member.kind === 'choice' ? Math.round((POINT * half) / middle) : 0)
    const out = piece.width + reach + REACH
    const lines = labelLines(edge)
    const size = lines.length > 0 ? labelSize(lines) : { width: 0, height: 0 }
    const at = { x: out + LABEL_PAD, y: middle - size.height / 2, ...size }
    reach += REACH + LABEL_PAD + size.width
    const way = [
      { x: start, y: middle + half },
      { x: out, y: middle + half },
      { x: out, y: middle - half },
      { x: start, y: middle - half },
    ]
    return { edge, way, label: lines.length > 0 ? { at, lines } : null }
  })
  const whole: Piece = { ...piece, edges: [...piece.edges, ...drawn] }
  return { ...movedPiece(whole, { x: reach, y: 0 }), width: piece.width + 2 * reach, inset: reach }
}
