/** A branch or item processor neither assigns nor shadows a variable of a scope around it. */
import type { ScopeView } from '../machine.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { assignedAround, assignmentsOf, assignedBefore, type Before } from '../variables.ts'

const NONE: ReadonlySet<string> = new Set()

/** AWS refuses a name that an outer scope may have assigned by the time the inner one begins. */
export const variableScopes: Rule = {
  name: 'variable-scopes',
  of: 'aws',
  *check({ scopes }) {
    const before = assignedBefore(scopes, 'on some path')
    for (const scope of scopes) {
      const taken = takenBy(scope, before)
      for (const { name, location } of scope.states.flatMap((state) => assignmentsOf(state))) {
        if (!taken(name)) continue
        yield problem('DUPLICATE_VARIABLE_NAME', `The variable name '${name}' was already defined in a parent scope.`, location)
      }
    }
  },
}

/** Ours are unique among all scopes around, so that moving a state never changes what a name means. */
export const variableShadows: Rule = {
  name: 'variable-shadows',
  of: 'compiled',
  *check({ scopes }) {
    const before = assignedBefore(scopes, 'on some path')
    for (const scope of scopes) {
      const taken = takenBy(scope, before)
      const around = scope.owner && !scope.distributed ? assignedAround(scope.owner.scope) : NONE
      for (const { name, location } of scope.states.flatMap((state) => assignmentsOf(state))) {
        if (!around.has(name) || taken(name)) continue
        const message = `An outer scope assigns a variable '${name}' too. Give one of the two another name.`
        yield problem('DUPLICATE_VARIABLE_NAME', message, location)
      }
    }
  },
}

const takenBy = (scope: ScopeView, before: Before): ((name: string) => boolean) =>
  (scope.owner && !scope.distributed ? before(scope.owner) : undefined) ?? (() => false)
