/** What a chain's own types cannot say, each check a function from the tree to its problems. */
import type { Problem } from '../problems.ts'
import type { ChainTree } from '../tree.ts'
import { choices } from './cases.ts'
import { catches } from './catches.ts'
import { conditions } from './conditions.ts'
import { conversations } from './conversation.ts'
import { afterEnds, branchEnds, ends } from './ends.ts'
import { guarded } from './guarded.ts'
import type { Check } from './guarded.ts'
import { unknownModels } from './known-models.ts'
import { models } from './models.ts'
import { names, substitutions } from './names.ts'
import { numbers } from './numbers.ts'
import { rawCodes } from './raw-code.ts'
import { misplaced, scopes } from './scope.ts'
import { services } from './services.ts'
import { splits } from './splits.ts'
import { unfilled } from './unfilled.ts'
import { unplaced } from './unplaced.ts'

/** What a chain has to be before anything can be reckoned with it: its times, its cost, its names. */
export const checkFigures = (tree: ChainTree): readonly Problem[] => [...numbers(tree), ...unknownModels(tree)]

const CHECKS: readonly Check[] = [
  names,
  unplaced,
  misplaced,
  scopes,
  ends,
  branchEnds,
  afterEnds,
  choices,
  conditions,
  catches,
  splits,
  rawCodes,
  models,
  conversations,
  services,
  substitutions,
  unfilled,
]

/** Every problem that the tree shows. */
export const checkTree = (tree: ChainTree): readonly Problem[] => CHECKS.flatMap((check) => guarded(check, tree))

/** Every problem with what a run can use. */
export { checkBounds } from './bounds.ts'
