/** What an expression reads exists where it stands: no context item at top level, and of `$states` only what there is. */
import { analysedIn } from '../expressions.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

/** Only `$states…` and variables at top level: there is no input document that a bare name or `$` could mean. */
export const topLevelReferences: Rule = {
  name: 'top-level-references',
  of: 'aws',
  *check({ states }) {
    for (const { analysis, location } of analysedIn(states)) {
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
  *check({ states }) {
    for (const { analysis, location, reads } of analysedIn(states)) {
      const there = new Set<string>(['input', 'context', ...reads])
      for (const member of analysis.states) {
        if (there.has(member)) continue
        yield problem('UNSUPPORTED_JSONATA_EXPRESSION', `Field '$states.${member}' does not exist.`, location)
      }
    }
  },
}

/** An expression does not give `$states` another meaning. */
export const statesBinding: Rule = {
  name: 'states-binding',
  of: 'compiled',
  *check({ states }) {
    for (const { analysis, location } of analysedIn(states)) {
      if (!analysis.bindsStates) continue
      const message = "The expression binds '$states', which is Step Functions' own. Give the value another name."
      yield problem('RESERVED_VARIABLE_NAME', message, location)
    }
  },
}
