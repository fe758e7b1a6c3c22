/** What can be assigned: a name of letters, digits and `_` that begins with a letter or `_`, at most 80 long, and not `states`. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

const MOST_CHARACTERS = 80
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u

export const variableNames: Rule = {
  name: 'variable-names',
  of: 'aws',
  *check({ variables }) {
    for (const { name, location } of variables.assignments) {
      if (name === 'states') yield problem('RESERVED_VARIABLE_NAME', "Cannot assign to reserved variable '$states'.", location)
      if (!NAME.test(name)) {
        const message = `Invalid variable name '${name}': the variable name contains invalid characters.`
        yield problem('INVALID_VARIABLE_NAME', message, location)
      }
      if (Array.from(name).length > MOST_CHARACTERS) {
        const message = `Invalid variable name '${name}': the variable name is longer than ${MOST_CHARACTERS} characters.`
        yield problem('INVALID_VARIABLE_NAME', message, location)
      }
    }
  },
}
