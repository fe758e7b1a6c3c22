/** What an expression reads exists where it stands: no context item at top level, and of `$states` only what there is. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

/** Only `$states…` and variables at top level: there is no input document that a bare name or `$` could mean. */
export const topLevelReferences: Rule = {
  name: 'top-level-references',
  of: 'aws',
  *check({ expressions }) {
    for (const { analysis, location } of expressions.analysed) {
      for (const name of analysis.bare) {
        yield problem('UNSUPPORTED_JSONATA_EXPRESSION', `Reference to '${name}' at the top level is not supported.`, location)
      }
      if (analysis.root) yield problem('UNSUPPORTED_JSONATA_EXPRESSION', "Reference to '$$' is not supported.", location)
    }
  },
}

/** `$states.result` after a result, `$states.errorOutput` in a catcher, `$states.input` and `$states.context` everywhere. */
export const statesMembers: Rule = {
  name: 'states-members',
  of: 'aws',
  *check({ expressions }) {
    for (const { analysis, location, reads } of expressions.analysed) {
      for (const member of analysis.states) {
        if (member === 'input' || member === 'context' || reads.some((read) => read === member)) continue
        yield problem('UNSUPPORTED_JSONATA_EXPRESSION', `Field '$states.${member}' does not exist.`, location)
      }
    }
  },
}

/** An expression does not give `$states` another meaning. */
export const statesBinding: Rule = {
  name: 'states-binding',
  of: 'compiled',
  *check({ expressions }) {
    for (const { analysis, location } of expressions.analysed) {
      if (!analysis.bindsStates) continue
      const message = "The expression binds '$states', which is Step Functions' own. Give the value another name."
      yield problem('RESERVED_VARIABLE_NAME', message, location)
    }
  },
}
