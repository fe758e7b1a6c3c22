/** What a run of a chain can use at most: in seconds, states, tokens and dollars, way by way, and how large its payloads can be. */
import type { Effort } from '../lower/retry.ts'
import type { Names } from '../lower/names.ts'
import { innerBlocks, placedIn } from '../tree.ts'
import type { ChainTree, Placed } from '../tree.ts'
import { waiting } from './earlier.ts'
import type { Seen } from './earlier.ts'
import { ownUse, turnsUse } from './own-use.ts'
import { sizesOf } from './sizes.ts'
import type { Payload } from './sizes.ts'
import type { Use } from './use.ts'
import type { Known } from './values.ts'
import { slowestOf, waysOf } from './ways.ts'
import type { Way, WayStep } from './ways.ts'

export { ASSUMED } from './assumptions.ts'
export { planEffort } from './effort.ts'
export type { Use } from './use.ts'

/** A step that could start earlier, in a parallel with others. */
export interface Earlier {
  readonly step: string
  readonly beside: readonly string[]
  /** By so many seconds the way would be shorter. */
  readonly seconds: number
}

/** A way through the chain. */
export interface PathBounds extends Use {
  /** The cases and failures that make the way; empty where there is only one. */
  readonly path: readonly string[]
  /** The state it ends in. */
  readonly end: string
  readonly earlier: readonly Earlier[]
}

export interface PayloadBounds {
  readonly state: string | null
  readonly part: Payload['part']
  readonly bytes: number
}

export interface Bounds {
  /** Of each figure the largest on any way. */
  readonly most: Use
  /** How many ways there are; those of branches, items and turns are not told apart. */
  readonly ways: number
  /** The dearest ways, and the slowest. */
  readonly paths: readonly PathBounds[]
  /** The largest that every state can be given and give, and the workflow's input, whose state is null. */
  readonly payloads: readonly PayloadBounds[]
}

/** What is known beside the figures, for whoever has to say what makes them. */
export interface Reckoned {
  readonly bounds: Bounds
  readonly names: Names
  readonly known: Known
  readonly payloads: readonly Payload[]
  readonly ways: readonly Way[]
  readonly useOf: (placed: Placed) => Use | undefined
}

export interface BoundsParts extends Pick<Known, 'template' | 'partial'> {
  readonly tree: ChainTree
  readonly effort: Effort
  readonly names: Names
  /** Text of the answer's system prompt. */
  readonly system: string
}

/** Bytes of a call in the answer's token details, which go from state to state. */
const LEDGER_ENTRY = 300

export function boundsOf({ tree, effort, names, template, partial, system }: BoundsParts): Reckoned {
  const sizes = sizesOf(tree, { template, partial })
  const seen = new Map<number, Seen>()
  const own = ownUse({ effort, sizes, answer: tree.answer, system })
  const { count, most, kept } = waysOf(tree.body, {
    own,
    turns: turnsUse(effort, own),
    seen: ({ id }, use, canEnd) => seen.set(id, { use, canEnd }),
  })
  const state = (placed: Placed) => names.state(placed)
  const waitingOn = waiting(seen)
  const paths = kept.map((way): PathBounds => {
    const steps = stepsOf(way)
    const taken = new Map(steps.flatMap((step) => (step.taken === null ? [] : [[step.placed.id, step.taken] as const])))
    return {
      path: pathOf(way, names),
      end: way.last ? state(way.last.placed) : '',
      ...rounded(way.use),
      earlier: waitingOn(tree.body, taken).map((one) => ({
        step: state(one.step),
        beside: one.beside.map(state),
        seconds: one.seconds,
      })),
    }
  })
  const ledger = most.modelCalls * LEDGER_ENTRY
  const payloads = sizes.payloads.map((one) =>
    one.part === 'result' || one.part === 'answer' ? { ...one, bytes: one.bytes + ledger } : one,
  )
  return {
    bounds: {
      most: rounded(most),
      ways: count,
      paths,
      payloads: payloads.map(({ placed, part, bytes }) => ({ state: placed && state(placed), part, bytes })),
    },
    names,
    known: sizes.known,
    payloads,
    ways: kept,
    useOf: ({ id }) => seen.get(id)?.use,
  }
}

const rounded = (use: Use): Use => ({ ...use, usd: Number(use.usd.toFixed(6)) })

/** First to last. */
export function stepsOf({ last }: Way): readonly WayStep[] {
  const steps: WayStep[] = []
  for (let step = last; step !== null; step = step.before) steps.push(step)
  return steps.reverse()
}

/** What a way is called by. */
export const pathOf = (way: Way, names: Names): readonly string[] =>
  stepsOf(way).flatMap(({ placed, taken }) => (taken === null ? [] : [decision(placed, taken, names)]))

function decision(placed: Placed, taken: string, names: Names): string {
  if (placed.builder.kind !== 'choice') return `${names.state(placed)}.${taken}`
  return placed.name === null ? taken : `${placed.name}: ${taken}`
}

export const slowestWay = ({ ways }: Reckoned): Way => slowestOf(ways)
export const dearestWay = ({ ways }: Reckoned): Way => ways[0] as Way

/** The step of a way that uses most of a figure, and in it the step that does, as far down as one does. */
export function largestStep(way: Way, figure: 'seconds' | 'usd', { useOf }: Reckoned): WayStep | null {
  const steps = stepsOf(way).filter(({ use }) => use[figure] > 0)
  const largest = steps.reduce<WayStep | null>((most, one) => (most && most.use[figure] >= one.use[figure] ? most : one), null)
  return largest && { ...largest, placed: deepest(largest.placed, figure, useOf) }
}

function deepest(placed: Placed, figure: 'seconds' | 'usd', useOf: Reckoned['useOf']): Placed {
  const inner = innerBlocks(placed.builder)
    .filter(({ role }) => role !== 'catch' && role !== 'case')
    .flatMap(({ block }) => placedIn(block))
    .filter((one) => (useOf(one)?.[figure] ?? 0) > 0)
  const largest = inner.reduce<Placed | null>(
    (most, one) => (most && (useOf(most)?.[figure] ?? 0) >= (useOf(one)?.[figure] ?? 0) ? most : one),
    null,
  )
  return largest ? deepest(largest, figure, useOf) : placed
}
