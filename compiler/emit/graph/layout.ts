/** Where everything in a graph goes: level by level from within, each box laid out before what it is in. */
import type { Graph, GraphEdge } from './graph.ts'
import { level } from './level.ts'
import { movedPiece } from './piece.ts'
import type { Mark, Piece } from './piece.ts'
import { MARGIN } from './shapes.ts'

/** No state can be called so: names have no control characters. */
const START: Mark = { kind: 'mark', of: 'start', name: '\u0002' }
const END: Mark = { kind: 'mark', of: 'end', name: '\u0003' }

/** The name of a state; empty for a mark. */
export const stateName = (name: string): string => (name === START.name || name === END.name ? '' : name)

/** Lays a graph out, with the marks where its machine starts and where it ends without a state for that. */
export async function layOut({ start, members, edges }: Graph): Promise<Piece> {
  const unlabelled = (from: string, to: string): GraphEdge => ({ kind: 'next', from, to, label: '', about: '' })
  const ending = members.flatMap((one) =>
    one.kind !== 'loop' && one.ends && one.kind !== 'end' && one.kind !== 'fail' ? [one.name] : [],
  )
  const nodes = [START, ...members, ...(ending.length > 0 ? [END] : [])]
  const ways = [unlabelled(START.name, start), ...edges, ...ending.map((name) => unlabelled(name, END.name))]
  const piece = await level(nodes, ways, '')
  const size = { width: piece.width + 2 * MARGIN, height: piece.height + 2 * MARGIN }
  return { ...movedPiece(piece, { x: MARGIN, y: MARGIN }), ...size }
}
