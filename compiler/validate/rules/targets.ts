/** Every StartAt, Next and Default names a state of its own scope: a branch cannot jump out of its Parallel. */
import { at } from '../machine.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { transitionsOf } from '../transitions.ts'

export const targets: Rule = {
  name: 'targets',
  of: 'aws',
  *check({ scopes }) {
    // Whatever the field, AWS says 'Next'.
    const missing = (target: string, location: string) =>
      problem('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`, location)
    for (const { fields, location, states, byName } of scopes) {
      const start = fields['StartAt']
      if (typeof start === 'string' && states.length > 0 && !byName.has(start)) yield missing(start, at(location, 'StartAt'))
      for (const state of states) {
        for (const { target, location } of transitionsOf(state)) if (!byName.has(target)) yield missing(target, location)
      }
    }
  },
}
