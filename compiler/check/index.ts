/** What a chain's own types cannot say, each check a function from the tree to its problems. */
import { badName, badSplit, badSubstitution, endsInside, neverPlaced, noEnd, tooSlow, wrongEnd } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { substitutionsIn } from '../substitutions.ts'
import type { ChainTree, Expression } from '../tree.ts'
import { EXPRESS_SECONDS } from '../lower/effort.ts'
import type { Effort } from '../lower/effort.ts'
import { models } from './models.ts'
import { rawCodes } from './raw-code.ts'
import { allValues, blocksOf, placedBuilders } from '../walk.ts'
import type { Visit } from '../walk.ts'

const STEP_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const CHAIN_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/
const SUBSTITUTION = /^[A-Za-z0-9]{1,255}$/

const at = ({ placed, path }: Visit) => ({ at: placed.name === null ? placed.builder.at : placed.at, path })
const ofBuilder = ({ placed, path }: Visit) => ({ at: placed.builder.at, path })

export function checkTree(tree: ChainTree, effort: Effort): readonly Problem[] {
  return [
    names,
    unplaced,
    ends,
    branchEnds,
    splits,
    rawCodes,
    models,
    substitutions,
    (one: ChainTree) => duration(one, effort),
  ].flatMap((check) => check(tree))
}

function names(tree: ChainTree): Problem[] {
  const whole = { at: tree.at, path: [tree.name] }
  const keys = placedBuilders(tree).flatMap((visit) => {
    const { builder, name } = visit.placed
    const branches = builder.kind === 'parallel' ? builder.branches.filter(({ key }) => !STEP_NAME.test(key)) : []
    return [
      ...(name !== null && !STEP_NAME.test(name) ? [badName(at(visit), 'a step', name)] : []),
      ...branches.map(({ key }) => badName(ofBuilder(visit), 'a branch', key)),
    ]
  })
  return [...(CHAIN_NAME.test(tree.name) ? [] : [badName(whole, 'a chain', tree.name)]), ...keys]
}

const unplaced = (tree: ChainTree): Problem[] =>
  tree.unplaced.map((one) => neverPlaced({ at: one.at, path: [tree.name] }, one.kind))

/** Every path of the chain itself ends, and as the chain's kind wants it. */
function ends(tree: ChainTree): Problem[] {
  const wanted = tree.answer ? 'answer' : 'result'
  const wrong = placedBuilders(tree).flatMap((visit) => {
    const { kind } = visit.placed.builder
    if (kind === 'result' && wanted === 'answer') return [wrongEnd(ofBuilder(visit), 'answer')]
    if ((kind === 'systemChain' || kind === 'say') && wanted === 'result') return [wrongEnd(ofBuilder(visit), 'result')]
    return []
  })
  const open =
    tree.body.schema === null
      ? []
      : [noEnd({ at: tree.body.end.kind === 'builder' ? tree.body.end.placed.builder.at : tree.at, path: [tree.name] })]
  return [...wrong, ...open]
}

/** Nothing inside a branch or an item can end the chain: its siblings are still running. */
const branchEnds = (tree: ChainTree): Problem[] =>
  placedBuilders(tree).flatMap((visit) => {
    const { kind } = visit.placed.builder
    const isEnd = kind === 'systemChain' || kind === 'say' || kind === 'result'
    return visit.enclosed && isEnd ? [endsInside(ofBuilder(visit), 'A branch of a parallel or an item of a map')] : []
  })

function splits(tree: ChainTree): Problem[] {
  const found = new Map<string, Extract<Expression, { kind: 'split' }>>()
  return blocksOf(tree).flatMap(({ block, path }) =>
    block.splits.flatMap((split): Problem[] => {
      if (split.kind !== 'split') return []
      const place = { at: tree.at, path }
      const weights = Object.values(split.weights)
      const known = found.get(split.name)
      found.set(split.name, split)
      if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0))
        return [badSplit(place, split.name, 'has a weight that is not a whole number')]
      if (weights.reduce((sum, weight) => sum + weight, 0) === 0) return [badSplit(place, split.name, 'has no weight above 0')]
      if (known && JSON.stringify(known.weights) !== JSON.stringify(split.weights))
        return [badSplit(place, split.name, 'has other weights elsewhere')]
      return []
    }),
  )
}

function substitutions(tree: ChainTree): Problem[] {
  return placedBuilders(tree).flatMap((visit) =>
    substitutionsIn(visit.placed)
      .filter((name) => !SUBSTITUTION.test(name))
      .map((name) => badSubstitution(ofBuilder(visit), name)),
  )
}

const duration = (tree: ChainTree, effort: Effort): Problem[] =>
  effort.seconds > EXPRESS_SECONDS ? [tooSlow({ at: tree.at, path: [tree.name] }, effort.seconds, EXPRESS_SECONDS)] : []

/** Which parts of its input the workflow reads. */
export function reads(tree: ChainTree): readonly ('question' | 'messages' | 'params' | 'session' | 'caller')[] {
  const fields = new Set(allValues(tree).flatMap(({ value }) => (value.kind === 'input' ? [value.field] : [])))
  return (['question', 'messages', 'params', 'session', 'caller'] as const).filter((field) => fields.has(field))
}
