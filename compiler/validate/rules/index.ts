/** Every check there is, as a value: what is in the list is what is checked. */
import type { Rule } from '../rule.ts'
import { expressionSyntax } from './expression-syntax.ts'
import { queryLanguage } from './query-language.ts'
import { reachable } from './reachable.ts'
import { schema } from './schema.ts'
import { size } from './size.ts'
import { nameLength, uniqueNames } from './state-names.ts'
import { targets } from './targets.ts'
import { terminalState } from './terminal-state.ts'
import { wayToEnd } from './way-to-end.ts'

export const RULES: readonly Rule[] = [
  size,
  schema,
  queryLanguage,
  nameLength,
  uniqueNames,
  targets,
  terminalState,
  reachable,
  wayToEnd,
  expressionSyntax,
]
