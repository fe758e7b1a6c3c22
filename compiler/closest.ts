/** "Did you mean …": the name that is the fewest slips of the keyboard away. */

/** The closest of `names` to `name`, if it is close enough to be meant: at most `most` slips away. */
export function closest(
  name: string,
  names: readonly string[],
  most = Math.max(1, Math.floor(name.length / 3)),
): string | undefined {
  let best: { name: string; slips: number } | undefined
  for (const candidate of names) {
    const slips = slipsBetween(name.toLowerCase(), candidate.toLowerCase())
    if (slips <= most && (best === undefined || slips < best.slips)) best = { name: candidate, slips }
  }
  return best?.name
}

/** Letters inserted, deleted, replaced, or swapped with their neighbour. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let least = Math.min(at(above, column) + 1, at(current, column - 1) + 1, at(above, column - 1) + (same ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, at(before, column - 2) + 1)
      }
      current.push(least)
    }
    before = above
    above = current
  }
  return at(above, b.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY
