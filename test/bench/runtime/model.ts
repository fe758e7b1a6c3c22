/** How a benchmark's model streams: what its name says. */

export interface Pacing {
  readonly count: number
  /** 0: as fast as they are taken. */
  readonly everyMs: number
  readonly bytes: number
  /** From the request to the first delta. */
  readonly firstMs: number
}

/** Bytes of a delta where nothing is said: about what a token is. */
const USUAL = 5

export const modelOf = ({ count, everyMs = 0, bytes = USUAL, firstMs = 0 }: Partial<Pacing> & Pick<Pacing, 'count'>): string =>
  `bench.${count}-${everyMs}-${bytes}-${firstMs}`

export function pacingOf(model: string): Pacing {
  const [count = 0, everyMs = 0, bytes = USUAL, firstMs = 0] = model
    .slice(model.indexOf('.') + 1)
    .split('-')
    .map(Number)
  return { count, everyMs, bytes, firstMs }
}
