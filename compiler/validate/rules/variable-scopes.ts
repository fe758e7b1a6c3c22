/** A branch or item processor neither assigns nor shadows a variable of a scope around it. */
import type { ScopeView } from '../machine.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'
import { outerOf, type Variables } from '../variables.ts'

/** AWS refuses a name that an outer scope may have assigned by the time the inner one begins. */
export const variableScopes: Rule = {
  name: 'variable-scopes',
  of: 'aws',
  *check({ variables }) {
    for (const { name, scope, location } of variables.assignments) {
      if (!isTaken(name, scope, variables)) continue
      yield problem('DUPLICATE_VARIABLE_NAME', `The variable name '${name}' was already defined in a parent scope.`, location)
    }
  },
}

/** Ours are unique among all scopes around, so that moving a state never changes what a name means. */
export const variableShadows: Rule = {
  name: 'variable-shadows',
  of: 'compiled',
  *check({ variables }) {
    for (const { name, scope, location } of variables.assignments) {
      const outer = outerOf(scope)
      if (!outer || !variables.around.get(outer)?.has(name) || isTaken(name, scope, variables)) continue
      const message = `An outer scope assigns a variable '${name}' too. Give one of the two another name.`
      yield problem('DUPLICATE_VARIABLE_NAME', message, location)
    }
  },
}

const isTaken = (name: string, scope: ScopeView, { onSomePath }: Variables): boolean =>
  scope.owner !== undefined && outerOf(scope) !== undefined && onSomePath(scope.owner)?.(name) === true
