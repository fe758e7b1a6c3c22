/** An Express workflow has five minutes, with every retry. */
import { tooSlow } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { EXPRESS_SECONDS } from '../lower/effort.ts'
import type { Effort } from '../lower/effort.ts'
import type { ChainTree } from '../tree.ts'

export const duration = (tree: ChainTree, effort: Effort): Problem[] =>
  effort.seconds > EXPRESS_SECONDS ? [tooSlow({ at: tree.at, path: [tree.name] }, effort.seconds, EXPRESS_SECONDS)] : []
