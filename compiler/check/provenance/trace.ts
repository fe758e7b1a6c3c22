/** From a value back to all who have written its text. */
import type { Stop } from '../../problems.ts'
import type { Expression, Placed, Trust } from '../../tree.ts'
import type { Facts } from './facts.ts'
import { isHeld } from './held.ts'
import type { Names, Onward, Site, Source, Way } from './source.ts'
import { madeOf } from './values.ts'
import type { Knowing } from './values.ts'

/** Text of one source in a value. */
export interface Flow {
  readonly source: Source
  readonly task?: Placed
  readonly way: Way
}

export const isOfOthers = ({ source: { from } }: Flow): boolean => from !== 'author' && from !== 'identity'

export interface Found {
  /** Nearest first, each source once. */
  readonly flows: readonly Flow[]
  /** Where the author's word was taken, and nothing looked at behind it. */
  readonly trusted: readonly (Site & { readonly trust: Trust })[]
}

/** The stops behind a point, nearest first. */
interface Trail {
  readonly stop: Stop
  readonly next: Trail | null
}
interface Item extends Site {
  readonly path: Names
  readonly trail: Trail | null
}

/** Deeper parts of a value are taken as one: a loop that goes on into what it carries has an end. */
const DEEPEST = 20

const stopsOf = (trail: Trail | null): Way => (trail ? [trail.stop, ...stopsOf(trail.next)] : [])

/** @param unlessData leaves out what a prompt shows as data */
export function traced(start: Site, known: Knowing, unlessData: boolean): Found {
  const flows = new Map<string, Flow>()
  const trusted: (Site & { readonly trust: Trust })[] = []
  const queue = visiting()
  queue.add({ ...start, path: [], trail: null })
  for (const { value, path, facts, trail } of queue.items) {
    if (isHeld(value, path, facts, known.sites)) continue
    if (value.trusted) {
      trusted.push({ value, facts, trust: value.trusted })
      continue
    }
    for (const onward of madeOf(value, path, facts, known)) {
      if (onward.kind === 'source') found(flows, onward, trail)
      else if (!(unlessData && onward.isData))
        queue.add({ ...onward, trail: onward.stop ? { stop: onward.stop, next: trail } : trail })
    }
  }
  return { flows: [...flows.values()], trusted }
}

function found(flows: Map<string, Flow>, { source, at, task }: Extract<Onward, { kind: 'source' }>, trail: Trail | null): void {
  const key = `${source.from} ${source.name}`
  if (flows.has(key)) return
  const way = [{ ...source, at }, ...stopsOf(trail)]
  flows.set(key, { source, way, ...(task ? { task } : {}) })
}

/** Items to be looked at, each once; more can be added while they are. */
function visiting() {
  const items: Item[] = []
  const seen = new Map<Expression, Map<Facts, Set<string>>>()
  const add = (given: Item): void => {
    const item = given.path.length > DEEPEST ? { ...given, path: given.path.slice(0, DEEPEST) } : given
    const byFacts = seen.get(item.value) ?? new Map<Facts, Set<string>>()
    const paths = byFacts.get(item.facts) ?? new Set<string>()
    const path = item.path.join('\0')
    if (paths.has(path)) return
    seen.set(item.value, byFacts.set(item.facts, paths.add(path)))
    items.push(item)
  }
  return { items, add }
}
