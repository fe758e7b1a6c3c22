/** Every check there is, as a value: what is in the list is what is checked. */
import type { Rule } from '../rule.ts'
import { catchAll, predefinedErrors } from './error-names.ts'
import { express } from './express.ts'
import { expressionDepth } from './expression-depth.ts'
import { removedFunctions, unknownFunctions } from './expression-functions.ts'
import { statesBinding, statesMembers, topLevelReferences } from './expression-references.ts'
import { expressionSyntax } from './expression-syntax.ts'
import { integrationArguments } from './integration-arguments.ts'
import { payloadTemplates } from './payload-templates.ts'
import { queryLanguage } from './query-language.ts'
import { reachable } from './reachable.ts'
import { resource } from './resource.ts'
import { schema } from './schema.ts'
import { size } from './size.ts'
import { nameLength, uniqueNames } from './state-names.ts'
import { substitutions } from './substitutions.ts'
import { targets } from './targets.ts'
import { terminalState } from './terminal-state.ts'
import { variableFlow } from './variable-flow.ts'
import { variableNames } from './variable-names.ts'
import { variableScopes, variableShadows } from './variable-scopes.ts'
import { wayToEnd } from './way-to-end.ts'

export const RULES: readonly Rule[] = [
  size,
  schema,
  queryLanguage,
  // the graph
  nameLength,
  uniqueNames,
  targets,
  terminalState,
  reachable,
  wayToEnd,
  // expressions and templates
  expressionSyntax,
  topLevelReferences,
  statesMembers,
  statesBinding,
  removedFunctions,
  unknownFunctions,
  expressionDepth,
  payloadTemplates,
  // variables
  variableNames,
  variableScopes,
  variableShadows,
  variableFlow,
  // services and errors
  resource,
  integrationArguments,
  express,
  catchAll,
  predefinedErrors,
  // deployment
  substitutions,
]
