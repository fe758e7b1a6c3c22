/**
 * An expression is at most 90 levels deep: Step Functions evaluates by recursion and overflows near 100, and a chain of n `&`
 * or `+` is n deep. A long text is `$join([…])`, a long condition a balanced tree.
 */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

const DEEPEST = 90

export const expressionDepth: Rule = {
  name: 'expression-depth',
  of: 'compiled',
  *check({ expressions }) {
    for (const { analysis, location } of expressions.analysed) {
      const { depth } = analysis
      if (depth <= DEEPEST) continue
      const message = `The expression is ${depth} levels deep, at most ${DEEPEST} are safe. Join texts with $join([…]) and nest conditions evenly.`
      yield problem('EXPRESSION_TOO_DEEP', message, location, { is: depth, most: DEEPEST })
    }
  },
}
