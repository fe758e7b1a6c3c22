/** What a benchmark is: it measures, and says what it saw in rows. */

export interface Row {
  readonly what: string
  /** A figure with its unit: `1.8 ms`, `0.97×`. */
  readonly seen: string
  /** The bound that was set, where there is one, and whether it holds. */
  readonly bound?: string
  readonly holds?: boolean
}

export interface Benchmark {
  readonly name: string
  /** One line: what is measured, and beside what. */
  readonly about: string
  /** All rows at once, or one after the other where that takes long. */
  run(): Promise<readonly Row[]> | AsyncIterable<Row>
}

/** The middle one of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** A row whose figure is to be at most `bound`. */
export const atMost = (what: string, seen: number, bound: number, unit: string, digits = 2): Row => ({
  what,
  seen: `${seen.toFixed(digits)} ${unit}`,
  bound: `≤ ${bound} ${unit}`,
  holds: seen <= bound,
})
