/** Every `${Name}` is a declared deploy-time substitution; another would reach Step Functions as it is. */
import { stringsIn } from '../machine.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

const SUBSTITUTION = /\$\{([A-Za-z0-9_.:-]+)\}/g

export const substitutions: Rule = {
  name: 'substitutions',
  of: 'compiled',
  *check({ fields }, { substitutions }) {
    if (!substitutions) return
    for (const { text, location } of stringsIn(fields, '/')) {
      for (const [written, name] of new Set(text.matchAll(SUBSTITUTION))) {
        if (substitutions.includes(name as string)) continue
        const message = `No substitution "${name}" is declared for ${written}. Declare it, or write the text so that it is not one.`
        yield problem('UNDECLARED_SUBSTITUTION', message, location)
      }
    }
  },
}
