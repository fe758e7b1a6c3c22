/**
 * Whether a layout can be read: every line has room for its arrow, none runs through a node, a label or along another line, and no
 * label covers anything.
 */
import type { Layered } from './flat.ts'
import type { Point, Rectangle } from './geometry.ts'

/** What lies between two corners, as a rectangle without width or without height. */
const between = (a: Point, b: Point): Rectangle => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
})

/** Whether they share more than their borders. */
const overlap = (a: Rectangle, b: Rectangle) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** The first and the last piece of a line are at least so long, to be seen and for its arrow. */
const LEAST = 10
/** Lines beside each other that are nearer look like one. */
const NEAR = 3

/** The room that a line takes: a band, a little shorter than it, as lines may meet where they end. */
function band({ x, y, width, height }: Rectangle): Rectangle {
  if (width === 0) return { x: x - NEAR / 2, y: y + 1, width: NEAR, height: height - 2 }
  return { x: x + 1, y: y - NEAR / 2, width: width - 2, height: NEAR }
}

const isAlong = (a: Rectangle, b: Rectangle) => (a.width === 0) === (b.width === 0) && overlap(band(a), band(b))

const hasRoom = (line: readonly Rectangle[]) =>
  [line[0], line.at(-1)].every((piece) => piece !== undefined && piece.width + piece.height >= LEAST)

export function isReadable({ nodes, edges }: Layered): boolean {
  const lines = [...edges.values()].map(({ way }) => way.slice(1).map((to, index) => between(way[index] as Point, to)))
  const labels = [...edges.values()].flatMap(({ label }) => (label ? [label] : []))
  const covering = [...nodes.values(), ...labels]
  const isClear = (piece: Rectangle) => covering.every((one) => !overlap(piece, one))
  const isApart = (line: readonly Rectangle[], other: readonly Rectangle[]) =>
    line.every((piece) => other.every((one) => !isAlong(piece, one)))
  return (
    lines.every(hasRoom) &&
    lines.every((line) => line.every(isClear)) &&
    labels.every((label) => covering.every((one) => one === label || !overlap(label, one))) &&
    lines.every((line, index) => lines.slice(index + 1).every((other) => isApart(line, other)))
  )
}
