/** A flat graph, laid out in a way that can be read: the first of several that gives one. */
import { runElk } from './elk.ts'
import { isReadable } from './flaws.ts'
import type { Flat, Layered } from './flat.ts'
import type { Size } from './geometry.ts'
import { withoutJogs } from './jogs.ts'
import { inRows } from './rows.ts'

/** Each node in the middle of what it leads to. */
const CENTRED = {
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
} as const
/** Straight lines before all. */
const STRAIGHT = { 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' } as const
/** What stands beside something high moves up, out of its row. */
const CLOSE = { 'elk.layered.compaction.postCompaction.strategy': 'LEFT' } as const

/** The best first: each can, once in a few hundred graphs, give what cannot be read. */
const WAYS = {
  even: [CENTRED, STRAIGHT],
  uneven: [{ ...CENTRED, ...CLOSE }, { ...STRAIGHT, ...CLOSE }, CENTRED, STRAIGHT],
} as const
/** What is no wider than this is not tried in another way, and what takes this part of its room at most is taken instead. */
const NARROW = 640
const MUCH_SMALLER = 0.8

/**
 * Lays a flat graph out.
 * @param heights whether its nodes are all about as high as each other
 */
export async function layered(flat: Flat, heights: keyof typeof WAYS): Promise<Layered> {
  const readable: Layered[] = []
  for (const way of WAYS[heights]) {
    const found = await runElk(flat, way)
    if (isReadable(found)) readable.push(found)
    if (readable.length === 2 || (readable[0] && readable[0].width <= NARROW)) break
  }
  const [best, other] = readable
  if (!best) return runElk(flat, WAYS[heights][0])
  const chosen = other && room(other) < MUCH_SMALLER * room(best) ? other : best
  return withoutJogs(flat.edges, inRows(flat.edges, chosen))
}

const room = ({ width, height }: Size) => width * height
