/** Whether a chain keeps within what it may use: Step Functions' limits, the server's deadline, its own budget. */
import { culpritIn, leastBytes } from '../bounds/culprit.ts'
import { ASSUMED, dearestWay, largestStep, pathOf, slowestWay } from '../bounds/index.ts'
import type { Reckoned } from '../bounds/index.ts'
import { mostOf } from '../bounds/numbers.ts'
import { MOST_BYTES } from '../bounds/sizes.ts'
import type { Way } from '../bounds/ways.ts'
import type { Problem } from '../problems.ts'
import { overBudgetSeconds, overBudgetUsd, pastDeadline, tooLarge, tooSlow, unboundedWait } from '../problems/bounds.ts'
import type { Largest } from '../problems/bounds.ts'
import { DEADLINE_SECONDS, EXPRESS_SECONDS, SPARE_SECONDS, answerSeconds } from '../reckoning.ts'
import type { ChainTree, Placed } from '../tree.ts'
import { placedBuilders } from '../walk.ts'

const placeOf = (placed: Placed) => (placed.name === null ? placed.builder.at : placed.at)

export const checkBounds = (tree: ChainTree, reckoned: Reckoned): readonly Problem[] => [
  ...duration(tree, reckoned),
  ...budget(tree, reckoned),
  ...waits(tree),
  ...payloads(tree, reckoned),
]

/** The way, and the step on it that uses most. */
function largestOn(way: Way, figure: 'seconds' | 'usd', reckoned: Reckoned): Largest {
  const step = largestStep(way, figure, reckoned)
  const isFinal = step?.placed.builder.kind === 'systemChain'
  return {
    path: pathOf(way, reckoned.names),
    ...(step ? { step: isFinal ? null : reckoned.names.state(step.placed), figure: step.use[figure] } : {}),
  }
}

function duration(tree: ChainTree, reckoned: Reckoned): Problem[] {
  const way = slowestWay(reckoned)
  const { seconds } = way.use
  const place = { at: tree.at, path: [tree.name] }
  if (seconds > EXPRESS_SECONDS) return [tooSlow(place, seconds, EXPRESS_SECONDS, largestOn(way, 'seconds', reckoned))]
  const maxTokens = tree.answer?.maxTokens ?? 0
  const whole = seconds + answerSeconds(maxTokens) + SPARE_SECONDS
  if (whole <= DEADLINE_SECONDS) return []
  return [
    pastDeadline(place, { workflow: seconds, answer: answerSeconds(maxTokens), maxTokens, whole, deadline: DEADLINE_SECONDS }),
  ]
}

function budget({ name, at, budget: limit }: ChainTree, reckoned: Reckoned): Problem[] {
  const place = { at, path: [name, 'budget'] }
  const [slowest, dearest] = [slowestWay(reckoned), dearestWay(reckoned)]
  const { seconds = Infinity, usd = Infinity } = limit ?? {}
  return [
    ...(slowest.use.seconds > seconds
      ? [overBudgetSeconds(place, slowest.use.seconds, seconds, largestOn(slowest, 'seconds', reckoned))]
      : []),
    ...(dearest.use.usd > usd ? [overBudgetUsd(place, dearest.use.usd, usd, largestOn(dearest, 'usd', reckoned))] : []),
  ]
}

const waits = (tree: ChainTree): Problem[] =>
  placedBuilders(tree).flatMap(({ placed, path }) =>
    placed.builder.kind === 'wait' && mostOf(placed.builder.seconds) === undefined
      ? [unboundedWait({ at: placeOf(placed), path }, ASSUMED.waitSeconds)]
      : [],
  )

/** One value that is too large makes many states too large: it is told once, where it is first. */
function payloads(tree: ChainTree, { payloads: all, known, names }: Reckoned): Problem[] {
  const over = all.filter(({ bytes }) => bytes > MOST_BYTES)
  if (over.length === 0) return []
  const visits = new Map(placedBuilders(tree).map((visit) => [visit.placed.id, visit]))
  const stepOf = (id: number | null) => (id === null ? undefined : visits.get(id)?.placed)
  const nameOf = (id: number) => {
    const placed = stepOf(id)
    return placed && names.state(placed)
  }
  const told = new Set<string>()
  return over.flatMap(({ placed, part, bytes, of, times }): Problem[] => {
    const culprit = culpritIn(of, known, nameOf)
    const own = placed?.id ?? null
    const source = culprit ? culprit.step : own
    // what is of no step is known by the start of its name
    const key = source === null ? (culprit?.name?.split('.')[0] ?? `words of ${own}`) : `step ${source}`
    if (told.has(key)) return []
    told.add(key)
    if (part === 'result') told.add(`step ${own}`)
    const visit = own === null ? undefined : visits.get(own)
    const from = stepOf(source)
    const least = of.reduce((sum, value) => sum + leastBytes(value, known), 0)
    const place = visit ? { at: placeOf(visit.placed), path: visit.path } : { at: tree.at, path: [tree.name] }
    return [tooLarge(place, { part, bytes, limit: MOST_BYTES, least, culprit, times, from: from ? kindOf(from) : null })]
  })
}

const kindOf = ({ builder }: Placed) =>
  builder.kind === 'bedrockTask' ? 'model' : builder.kind === 'task' && builder.service === 'retrieve' ? 'search' : 'other'
