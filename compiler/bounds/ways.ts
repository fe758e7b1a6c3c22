/**
 * The ways through a chain, and what each of them uses at most. A way is told by the cases it takes, and by the failures that lead
 * to an end of its own; what happens inside a branch, an item or a turn counts as the most it can use. There can be more ways
 * than anybody could list: they are counted, the dearest are kept, and the slowest.
 */
import { innerBlocks, placedIn } from '../tree.ts'
import type { Block, Built, Catch, Loop, Placed } from '../tree.ts'
import { ASSUMED } from './assumptions.ts'
import { NO_USE, ONE_STATE, either, inTurn, isFree, sideBySide, times } from './use.ts'
import type { Use } from './use.ts'

/** A step of a way, the last first. */
export interface WayStep {
  readonly placed: Placed
  /** What it uses with all that is inside; of a choice, without its case. */
  readonly use: Use
  /** Key of the case or catch that the way takes; null where there was nothing to decide. */
  readonly taken: string | null
  readonly before: WayStep | null
}
export interface Way {
  readonly use: Use
  readonly last: WayStep | null
}
export interface Ways {
  readonly count: number
  /** Of each figure the largest on any of them. */
  readonly most: Use
  /** The dearest first, and the slowest among them. */
  readonly kept: readonly Way[]
}
/** What can become of a part: the chain goes on, or it is over. */
interface Outcome {
  readonly on: Ways | null
  readonly over: Ways | null
}

/** What a builder uses by itself, without its blocks. */
export type OwnUse = (placed: Placed) => Use

/** Ways that are kept. */
const KEPT = 16
/** Items that a Map works on at the same time when nothing is said: Step Functions' own limit. */
const CONCURRENT = 40

const alone = (use: Use): Ways => ({ count: 1, most: use, kept: [{ use, last: null }] })
const START = alone(NO_USE)

const slower = (one: Way, other: Way) => (other.use.seconds > one.use.seconds ? other : one)
export const slowestOf = (ways: readonly Way[]): Way => ways.reduce(slower)

function dearest(ways: readonly Way[]): readonly Way[] {
  if (ways.length <= 1) return ways
  const sorted = ways.toSorted((one, other) => other.use.usd - one.use.usd || other.use.seconds - one.use.seconds)
  if (sorted.length <= KEPT) return sorted
  const slowest = slowestOf(sorted)
  const kept = sorted.slice(0, KEPT)
  return kept.includes(slowest) ? kept : [...kept.slice(0, KEPT - 1), slowest]
}

function anyOf(all: readonly (Ways | null)[]): Ways | null {
  const some = all.filter((one) => one !== null)
  if (some.length <= 1) return some[0] ?? null
  return {
    count: some.reduce((sum, { count }) => sum + count, 0),
    most: some.reduce((most, one) => either(most, one.most), NO_USE),
    kept: dearest(some.flatMap(({ kept }) => kept)),
  }
}

/** The steps of `last`, after those of `first`. */
const after = (first: WayStep | null, last: WayStep | null): WayStep | null =>
  last === null ? first : first === null ? last : { ...last, before: after(first, last.before) }

/** Each of the ways, and then each of the others. */
function then(first: Ways, next: Ways | null): Ways | null {
  if (next === null || first === START) return next
  return {
    count: first.count * next.count,
    most: inTurn(first.most, next.most),
    kept: dearest(
      first.kept.flatMap((one) =>
        next.kept.map((other) => ({ use: inTurn(one.use, other.use), last: after(one.last, other.last) })),
      ),
    ),
  }
}

/** The ways after a step. */
function stepped(placed: Placed, use: Use, taken: string | null, next: Ways | null = START): Ways | null {
  const step = { placed, use, taken, before: null }
  return then({ count: 1, most: use, kept: [{ use, last: step }] }, next)
}

/** The most that a part can use, whatever becomes of it. */
const mostOf = ({ on, over }: Outcome): Use => either(on?.most ?? NO_USE, over?.most ?? NO_USE)

export interface Walk {
  readonly own: OwnUse
  /** What all turns of a loop use, where that is less than one of them as often as there can be. */
  readonly turns?: (loop: Loop, once: Use) => Use
  /** Told what each step uses with all that is inside, and whether the chain can end in it. */
  readonly seen?: (placed: Placed, use: Use, canEnd: boolean) => void
}

function throughBlock(block: Block, walk: Walk): Outcome {
  let on: Ways | null = START
  let over: Ways | null = null
  for (const placed of placedIn(block)) {
    const outcome = throughBuilder(placed, walk)
    walk.seen?.(placed, mostOf(outcome), outcome.over !== null)
    over = anyOf([over, then(on, outcome.over)])
    on = then(on, outcome.on)
    if (on === null) break
  }
  return { on, over }
}

function throughBuilder(placed: Placed, walk: Walk): Outcome {
  const { builder } = placed
  const own = walk.own(placed)
  switch (builder.kind) {
    case 'value':
      return { on: START, over: null }
    case 'bedrockTask':
    case 'task':
      return caught(placed, own, builder.catches, walk)
    case 'parallel': {
      const branches = builder.branches.map(({ block }) => scopeUse(block, walk)).reduce(sideBySide, NO_USE)
      return caught(placed, inTurn(own, branches), builder.catches, walk)
    }
    case 'map':
      return caught(placed, inTurn(own, itemsUse(builder, walk)), builder.catches, walk)
    case 'loop': {
      const turn = throughBlock(builder.block, walk)
      // a Choice comes after each turn
      const once = inTurn(mostOf(turn), ONE_STATE)
      const all = walk.turns?.(builder, once) ?? times(once, builder.max)
      const on = turn.on && stepped(placed, inTurn(own, all), null)
      return { on, over: stepped(placed, inTurn(own, times(once, builder.max - 1)), null, turn.over) }
    }
    case 'choice':
      return chosen(placed, builder, own, walk)
    case 'wait':
      return { on: stepped(placed, own, null), over: null }
    case 'fail':
    case 'systemChain':
    case 'say':
    case 'result':
      return { on: null, over: stepped(placed, own, null) }
    default:
      return builder satisfies never
  }
}

/** What can fail: its catches give a value of their own, after which the chain goes on, or end the chain. */
function caught(placed: Placed, use: Use, catches: readonly Catch[], walk: Walk): Outcome {
  if (catches.length === 0) return { on: stepped(placed, use, null), over: null }
  const keys = innerBlocks(placed.builder).filter(({ role }) => role === 'catch')
  const outcomes = keys.map(({ block, key }) => ({ key, ...throughBlock(block, walk) }))
  const rejoining = outcomes.reduce((most, { on }) => either(most, on?.most ?? NO_USE), NO_USE)
  return {
    on: stepped(placed, inTurn(use, rejoining), null),
    over: anyOf(outcomes.map(({ key, over }) => over && stepped(placed, use, key, over))),
  }
}

function chosen(placed: Placed, { cases }: Built & { readonly kind: 'choice' }, own: Use, walk: Walk): Outcome {
  const outcomes = cases.map(({ key, block }) => ({ key, ...throughBlock(block, walk) }))
  const over = anyOf(outcomes.map((one) => one.over && stepped(placed, own, one.key, one.over)))
  const on = outcomes.filter((one) => one.on !== null)
  // cases that run nothing are not told apart
  if (on.length > 1 && on.every((one) => isFree(one.on?.most ?? NO_USE))) return { on: stepped(placed, own, null), over }
  return { on: anyOf(on.map((one) => stepped(placed, own, one.key, one.on))), over }
}

/** How many items there are at most, and in how many rounds they are worked on. */
function itemsUse({ items, concurrency, block }: Built & { readonly kind: 'map' }, walk: Walk): Use {
  const { maxItems } = items.schema as { readonly maxItems?: number }
  const count = maxItems ?? ASSUMED.items
  return times(scopeUse(block, walk), count, Math.ceil(count / Math.min(concurrency ?? CONCURRENT, CONCURRENT)))
}

/** What a branch or an item uses: its states, and the one that ends it where an edge leads to its end. */
function scopeUse(block: Block, walk: Walk): Use {
  const use = inTurn(mostOf(throughBlock(block, walk)), openingOf(block))
  return endsOnEdge(block) ? inTurn(use, ONE_STATE) : use
}

/** A loop that opens a scope has no edge to begin on, so that a state has to. */
const openingOf = (block: Block): Use =>
  placedIn(block).find(({ builder }) => builder.kind !== 'value')?.builder.kind === 'loop' ? ONE_STATE : NO_USE

/** The ways through a whole chain. */
export function waysOf(body: Block, walk: Walk): Ways {
  const { on, over } = throughBlock(body, walk)
  return then(alone(openingOf(body)), anyOf([on, over])) ?? START
}

/** Whether a choice or a catcher can lead to the block's end: their edges cannot give an output, so that a state has to. */
function endsOnEdge(block: Block): boolean {
  const last = placedIn(block).findLast(({ builder }) => builder.kind !== 'value')
  if (!last) return false
  const { builder } = last
  const leaves = (inner: Block) =>
    inner.schema !== null && (placedIn(inner).every((one) => one.builder.kind === 'value') || endsOnEdge(inner))
  switch (builder.kind) {
    case 'loop':
      return true
    case 'choice':
      return builder.cases.some((one) => leaves(one.block))
    case 'bedrockTask':
      return (builder.repair ?? 0) > 0 || builder.catches.some((one) => leaves(one.block))
    case 'task':
    case 'parallel':
    case 'map':
      return builder.catches.some((one) => leaves(one.block))
    case 'value':
    case 'wait':
    case 'fail':
    case 'systemChain':
    case 'say':
    case 'result':
      return false
    default:
      return builder satisfies never
  }
}
