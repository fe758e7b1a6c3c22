/**
 * Steps that wait for others of which they need nothing: they could run beside them, in a parallel. A step needs what it reads,
 * what decides whether it runs at all, and a change that it might read; a wait is there to be waited for.
 */
import { innerBlocks, placedIn } from '../tree.ts'
import type { Block, Expression, Placed } from '../tree.ts'
import { partsOf, valuesOf } from '../walk.ts'
import type { Use } from './use.ts'

/** What is known of a step from walking the ways. */
export interface Seen {
  readonly use: Use
  readonly canEnd: boolean
}
export interface Waiting {
  readonly step: Placed
  /** What it could run beside. */
  readonly beside: readonly Placed[]
  /** Seconds that the slowest run would take less. */
  readonly seconds: number
}

/** Actions that change nothing. */
const READING = /^(?:\w+:)?(?:retrieve|get|list|describe|head|search|query|scan|select|batchGet)\w*$/

interface Needs {
  /** Steps whose outputs are read in it. */
  readonly reads: ReadonlySet<number>
  readonly waits: boolean
  /** It asks a service, whose answer an earlier change could change. */
  readonly asks: boolean
  readonly changes: boolean
}

function needsOf(placed: Placed): Needs {
  const reads = new Set<number>()
  let [waits, asks, changes] = [false, false, false]
  const read = (value: Expression): void => (value.kind === 'output' ? void reads.add(value.step) : partsOf(value).forEach(read))
  const visit = (one: Placed): void => {
    const { builder } = one
    valuesOf(one).forEach(read)
    if (builder.kind === 'wait') waits = true
    if (builder.kind === 'task') {
      asks = true
      changes ||= !READING.test(builder.service)
    }
    for (const { block } of innerBlocks(builder)) {
      block.steps.forEach(visit)
      if (block.end.kind === 'value') read(block.end.value)
      else visit(block.end.placed)
    }
  }
  visit(placed)
  return { reads, waits, asks, changes }
}

/** The steps of a run that could start earlier, not those in the blocks inside. */
function waitingIn(run: readonly Placed[], seen: ReadonlyMap<number, Seen>): readonly Waiting[] {
  const found: Waiting[] = []
  const before: Placed[] = []
  /** How many of the steps before must be over before a step's output is there. */
  const ready = new Map<number, number>()
  let [barrier, change] = [0, 0]
  for (const placed of run) {
    const known = seen.get(placed.id)
    // a step that no way leads to
    if (!known) continue
    const { use, canEnd } = known
    const { reads, waits, asks, changes } = needsOf(placed)
    let least = Math.max(barrier, asks ? change : 0)
    for (const step of reads) least = Math.max(least, ready.get(step) ?? 0)
    const isInstant = use.seconds === 0 && !canEnd
    if (!isInstant) before.push(placed)
    ready.set(placed.id, isInstant ? least : before.length)
    if (canEnd || waits) barrier = before.length
    if (changes) change = before.length
    if (isInstant || canEnd || waits || changes || least >= before.length - 1) continue
    const beside = before.slice(least, -1)
    const others = beside.reduce((sum, { id }) => sum + (seen.get(id)?.use.seconds ?? 0), 0)
    found.push({ step: placed, beside, seconds: Math.min(use.seconds, others) })
  }
  return found
}

/**
 * Finds them on the ways of a chain, given what is known of its steps. A way is told by the key of the case or catch that it takes, by
 * step; of what runs at the same time the slowest counts.
 */
export function waiting(
  seen: ReadonlyMap<number, Seen>,
): (body: Block, taken: ReadonlyMap<number, string>) => readonly Waiting[] {
  const whole = new Map<number, readonly Waiting[]>()
  const secondsOf = (block: Block) => placedIn(block).reduce((sum, { id }) => sum + (seen.get(id)?.use.seconds ?? 0), 0)

  const inBlock = (block: Block, taken: ReadonlyMap<number, string>): readonly Waiting[] => {
    const steps = placedIn(block)
    const failed = steps.findIndex(({ id, builder }) => builder.kind !== 'choice' && taken.has(id))
    const run = failed < 0 ? steps : steps.slice(0, failed + 1)
    const found = (failed < 0 ? whole.get(block.id) : undefined) ?? waitingIn(run, seen)
    if (failed < 0) whole.set(block.id, found)
    return [...found, ...run.flatMap((placed) => inside(placed, taken))]
  }
  const inside = ({ id, builder }: Placed, taken: ReadonlyMap<number, string>): readonly Waiting[] => {
    const blocks = innerBlocks(builder)
    const key = taken.get(id)
    if (key !== undefined) return blocks.filter((one) => one.key === key).flatMap(({ block }) => inBlock(block, taken))
    const beside = blocks.filter(({ role }) => role !== 'catch').map(({ block }) => block)
    const slowest = beside.toSorted((one, other) => secondsOf(other) - secondsOf(one))[0]
    return slowest ? inBlock(slowest, taken) : []
  }
  return inBlock
}
