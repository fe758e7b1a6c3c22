/** A check that throws is a problem among the others: it hides none that another check has found. */
import { internal } from '../problems/finished.ts'
import type { Problem } from '../problems.ts'
import type { ChainTree } from '../tree.ts'

export type Check = (tree: ChainTree) => readonly Problem[]

export function guarded(check: Check, tree: ChainTree): readonly Problem[] {
  try {
    return check(tree)
  } catch (error) {
    return [internal({ at: tree.at, path: [tree.name] }, error)]
  }
}
