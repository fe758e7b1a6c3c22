/** Points and rectangles, in whole pixels from the left and from above. */

export interface Size {
  readonly width: number
  readonly height: number
}
export interface Point {
  readonly x: number
  readonly y: number
}
export interface Rectangle extends Point, Size {}

export const moved = <P extends Point>(point: P, by: Point): P => ({ ...point, x: point.x + by.x, y: point.y + by.y })

/** A line through points without those that it passes straight through. */
export function straightened(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = []
  for (const point of points) {
    const [before, last] = kept.slice(-2)
    const isSame = (last ?? before)?.x === point.x && (last ?? before)?.y === point.y
    if (isSame) continue
    if (before && last && isBetween(before, last, point)) kept.pop()
    kept.push(point)
  }
  return kept
}

const isBetween = (a: Point, b: Point, c: Point) => (a.x === b.x && b.x === c.x) || (a.y === b.y && b.y === c.y)
