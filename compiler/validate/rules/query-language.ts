/** A machine that says JSONata has no JSONPath states. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

export const queryLanguage: Rule = {
  name: 'query-language',
  of: 'aws',
  *check({ language, states }) {
    if (language !== 'JSONata') return
    for (const state of states) {
      if (state.language === 'JSONata') continue
      const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
      yield problem('SCHEMA_VALIDATION_FAILED', message, state.location)
    }
  },
}
