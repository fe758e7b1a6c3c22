/** An edge's line with its corners rounded, and the head of its arrow, as SVG. */
import type { Point } from './geometry.ts'

const HEAD = { length: 7, half: 3.5 } as const

/** The line ends where the head begins. */
export function arrow(way: readonly Point[]): string {
  const last = way.at(-1)
  const before = way.at(-2)
  if (!last || !before) return ''
  const [dx, dy] = [Math.sign(last.x - before.x), Math.sign(last.y - before.y)]
  const neck = { x: last.x - dx * HEAD.length, y: last.y - dy * HEAD.length }
  const [ax, ay, bx, by] = [neck.x + dy * HEAD.half, neck.y + dx * HEAD.half, neck.x - dy * HEAD.half, neck.y - dx * HEAD.half]
  return `<path d="${roundedPath([...way.slice(0, -1), neck])}"/><path class="head" d="M${last.x} ${last.y}L${ax} ${ay}L${bx} ${by}Z"/>`
}

const ROUND = 6

function roundedPath(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let path = `M${first.x} ${first.y}`
  for (const [index, corner] of rest.entries()) {
    const from = points[index] as Point
    const to = rest[index + 1]
    if (!to) {
      path += `L${corner.x} ${corner.y}`
      continue
    }
    const radius = Math.min(ROUND, distance(from, corner) / 2, distance(corner, to) / 2)
    const a = toward(corner, from, radius)
    const b = toward(corner, to, radius)
    path += `L${a.x} ${a.y}Q${corner.x} ${corner.y} ${b.x} ${b.y}`
  }
  return path
}

const distance = (a: Point, b: Point) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
const toward = (from: Point, to: Point, length: number): Point => ({
  x: from.x + Math.sign(to.x - from.x) * length,
  y: from.y + Math.sign(to.y - from.y) * length,
})
