/** A state's name has at most 80 characters and is the only one of its kind in the whole machine, nested states included. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

const MOST_CHARACTERS = 80

export const nameLength: Rule = {
  name: 'name-length',
  of: 'aws',
  *check({ states }) {
    for (const { name, location } of states) {
      if (Array.from(name).length <= MOST_CHARACTERS) continue
      const message = `State name '${name}' exceeds the ${MOST_CHARACTERS}-character limit allowed by the service`
      yield problem('INVALID_STATE_NAME', message, location)
    }
  },
}

export const uniqueNames: Rule = {
  name: 'unique-names',
  of: 'aws',
  *check({ states }) {
    const seen = new Set<string>()
    for (const { name, location } of states) {
      if (seen.has(name)) yield problem('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, location)
      seen.add(name)
    }
  },
}
