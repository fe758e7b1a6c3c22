/** The shares of an experiment: whole, some of them above nothing, and the same wherever it is asked for. */
import { badSplit } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { ChainTree, Expression } from '../tree.ts'
import { blocksOf } from '../walk.ts'

export function splits(tree: ChainTree): Problem[] {
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
