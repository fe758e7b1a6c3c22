/** A builder that is made is placed: alone it does nothing. */
import { neverPlaced } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { ChainTree } from '../tree.ts'

export const unplaced = (tree: ChainTree): Problem[] =>
  tree.unplaced.map((one) => neverPlaced({ at: one.at, path: [tree.name] }, one.kind))
