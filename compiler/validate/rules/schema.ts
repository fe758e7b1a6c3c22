/** Fields, their types, and which of them go together: the JSON Schema, asked per scope and state. */
import { at, isFields } from '../machine.ts'
import type { Rule } from '../rule.ts'
import { checkAgainst, isAboutTheOtherLanguage } from '../schema/check.ts'

export const schema: Rule = {
  name: 'schema',
  of: 'aws',
  *check({ scopes, language }) {
    for (const scope of scopes) {
      yield* checkAgainst(scope.kind, scope.fields, scope.location)
      const config = scope.fields['ProcessorConfig']
      if (scope.kind === 'processor' && isFields(config)) {
        yield* checkAgainst(
          `config.${scope.distributed ? 'DISTRIBUTED' : 'INLINE'}`,
          config,
          at(scope.location, 'ProcessorConfig'),
        )
      }
      for (const state of scope.states) {
        if (state.type === undefined) {
          yield* checkAgainst('state', state.fields, state.location)
          continue
        }
        const problems = checkAgainst(`${state.type}.${state.language}`, state.fields, state.location)
        // A state that may not be JSONPath at all is told that (by `query-language`), not which fields JSONPath lacks.
        const mixed = language === 'JSONata' && state.language === 'JSONPath'
        yield* mixed ? problems.filter((problem) => !isAboutTheOtherLanguage(problem)) : problems
      }
    }
  },
}
