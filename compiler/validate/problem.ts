/** What a check finds: how bad it is, its code, where, and in words what to do. One table of codes. */

export interface AslProblem {
  readonly severity: 'ERROR' | 'WARNING'
  readonly code: Code
  readonly message: string
  /** `/States/Ask/Choices[0]/Next`, as AWS writes it; `/` is the definition itself, empty where AWS names no place. */
  readonly location: string
  /** Where something is too much: how much it is, and how much it may be. */
  readonly excess?: Excess
}

export interface Excess {
  readonly is: number
  readonly most: number
}

/** Every code. Those of Step Functions keep its names; the last group is our own, for what AWS finds only at run time or not at all. */
export const CODES = {
  SCHEMA_VALIDATION_FAILED: 'A field is missing, unknown, of the wrong type, or breaks a rule of its state type.',
  INVALID_JSON_DESCRIPTION: 'The text is not JSON.',
  MISSING_TRANSITION_TARGET: 'A transition leads nowhere, or nothing leads to a state.',
  MISSING_END_STATE: 'The machine cannot end.',
  DUPLICATE_STATE_NAME: 'Two states of one machine have the same name.',
  INVALID_STATE_NAME: 'A state name is too long.',
  TOO_DEEPLY_NESTED: 'The definition is nested too deeply.',
  INVALID_JSONATA_EXPRESSION: 'An expression does not parse.',
  UNSUPPORTED_JSONATA_EXPRESSION: 'An expression parses but reads what Step Functions does not have there.',
  INVALID_VARIABLE_NAME: 'A variable cannot have this name.',
  RESERVED_VARIABLE_NAME: '`states` cannot be assigned.',
  DUPLICATE_VARIABLE_NAME: 'A variable has the name of one of an outer scope.',

  DEFINITION_TOO_LARGE: 'The definition is larger than 1 MB.',
  NO_WAY_TO_END: 'No terminal state can be reached from a state.',
  UNDEFINED_VARIABLE: 'A variable is read that some path has not assigned.',
  UNKNOWN_FUNCTION: 'An expression calls a function that does not exist.',
  EXPRESSION_TOO_DEEP: 'An expression is nested too deeply to be evaluated.',
  UNKNOWN_ERROR_NAME: 'An error name is in the reserved namespace and not one of it.',
  UNDECLARED_SUBSTITUTION: 'A `${Name}` has no declared substitution.',
} as const
export type Code = keyof typeof CODES

export const problem = (code: Code, message: string, location: string, excess?: Excess): AslProblem => ({
  severity: 'ERROR',
  code,
  message,
  location,
  ...(excess ? { excess } : {}),
})
