/** A box with a title around what is inside: a Parallel, a Map, a loop. Edges that lead in and out of a loop cross its border. */
import type { Point } from './geometry.ts'
import type { GraphMember } from './graph.ts'
import { movedPiece } from './piece.ts'
import type { Piece, PlacedEdge } from './piece.ts'
import { BOX_PAD, TITLE_BASELINE, TITLE_HEIGHT, TITLE_PAD, titleOf, titleWidth } from './shapes.ts'

/** Pixels between a title and an edge that passes it. */
const CLEAR = 8

/** @param comesIn whether an open edge leads into the box, not out of it */
export function boxed(member: GraphMember, inside: Piece, outer: string, comesIn: (one: PlacedEdge) => boolean): Piece {
  const lines = titleOf(member, outer)
  const { top, bottom } = extent(inside, comesIn)
  const least = Math.max(inside.width + 2 * BOX_PAD, titleWidth(lines) + 2 * TITLE_PAD)
  const by = { x: Math.floor((least - inside.width) / 2), y: TITLE_HEIGHT - top }
  const { nodes, edges, open } = movedPiece(inside, by)
  const height = TITLE_HEIGHT + bottom - top + BOX_PAD
  const inlets = open.filter(comesIn).map(({ way }) => (way[0] as Point).x)
  const left = titleLeft(inlets, titleWidth(lines), least)
  const width = Math.max(least, left + titleWidth(lines) + TITLE_PAD)
  const toBorder = (one: PlacedEdge): PlacedEdge => {
    const inner = comesIn(one) ? one.way.slice(1) : one.way.slice(0, -1)
    const end = (comesIn(one) ? one.way[0] : one.way.at(-1)) as Point
    return { ...one, way: comesIn(one) ? [{ x: end.x, y: 0 }, ...inner] : [...inner, { x: end.x, y: height }] }
  }
  const at = { x: 0, y: 0, width, height }
  return {
    width,
    height,
    nodes: [{ node: member, at, lines, title: { x: left, y: TITLE_BASELINE } }, ...nodes],
    edges,
    open: open.map(toBorder),
  }
}

/** From where to where there is something to see, the ends of what leads in and out left aside. */
function extent({ nodes, edges, open, height }: Piece, comesIn: (one: PlacedEdge) => boolean) {
  const inner = open.flatMap((one) => (comesIn(one) ? one.way.slice(1) : one.way.slice(0, -1)))
  const labels = [...edges, ...open].flatMap(({ label }) => (label ? [label.at] : []))
  const shapes = [...nodes.map(({ at }) => at), ...labels].flatMap(({ y, height: high }) => [y, y + high])
  const all = [...shapes, ...[...edges.flatMap(({ way }) => way), ...inner].map(({ y }) => y)]
  return { top: Math.min(...all, height), bottom: Math.max(...all, 0) }
}

/** The first place, from the left, where no edge that leads in passes through the title. */
function titleLeft(inlets: readonly number[], width: number, least: number): number {
  const places = [TITLE_PAD, ...inlets.map((x) => x + CLEAR)].toSorted((a, b) => a - b)
  const isClear = (left: number) => inlets.every((x) => x <= left - CLEAR || x >= left + width + CLEAR)
  const fits = (left: number) => left + width + TITLE_PAD <= least
  return places.find((left) => isClear(left) && fits(left)) ?? (places.findLast(isClear) as number)
}
