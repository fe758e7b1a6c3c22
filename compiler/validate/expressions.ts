/** Which strings of a JSONata state are evaluated, and what of `$states` each of them can read. */
import { analyse, type Analysis } from './analysis.ts'
import { at, fieldsOf, listOf, stringsIn, type StateView } from './machine.ts'

export interface Expression {
  /** The string as it stands in the definition. */
  readonly text: string
  /** What is between `{%` and `%}`; undefined for a literal string. */
  readonly code: string | undefined
  readonly location: string
  readonly state: StateView
  /** The members of `$states` besides `input` and `context`. */
  readonly reads: readonly ('result' | 'errorOutput')[]
}

const EVALUATED = new Set(
  (
    'Arguments Output Assign Items ItemSelector ItemReader ItemBatcher ResultWriter Credentials Error Cause ' +
    'TimeoutSeconds HeartbeatSeconds Seconds Timestamp MaxConcurrency ToleratedFailureCount ToleratedFailurePercentage'
  ).split(' '),
)
/** Types that have a result of their own, beside their input. */
const HAVE_RESULT = new Set(['Task', 'Parallel', 'Map'])
const AFTER_THE_RESULT = new Set(['Output', 'Assign'])

/** The code of an expression; a string is one only when it starts with `{%` and ends with `%}` exactly. */
export const codeOf = (text: string): string | undefined =>
  text.length >= 4 && text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2) : undefined

export function* expressionsOf(state: StateView): Generator<Expression> {
  if (state.language !== 'JSONata' || state.type === undefined) return
  const within = function* (value: unknown, location: string, reads: Expression['reads']): Generator<Expression> {
    for (const found of stringsIn(value, location)) yield { ...found, code: codeOf(found.text), state, reads }
  }
  for (const [field, value] of Object.entries(state.fields)) {
    const location = at(state.location, field)
    if (EVALUATED.has(field)) {
      yield* within(value, location, HAVE_RESULT.has(state.type) && AFTER_THE_RESULT.has(field) ? ['result'] : [])
    } else if ((field === 'Choices' && state.type === 'Choice') || (field === 'Catch' && HAVE_RESULT.has(state.type))) {
      for (const [index, entry] of listOf(value).entries()) {
        for (const [inner, value] of Object.entries(fieldsOf(entry))) {
          if (inner !== 'Condition' && !AFTER_THE_RESULT.has(inner)) continue
          yield* within(value, at(at(location, index), inner), field === 'Catch' ? ['errorOutput'] : [])
        }
      }
    }
  }
}

export type Analysed = Expression & { readonly analysis: Analysis }

/** The expressions that parse, with what they read. That one does not parse is a finding of `expression-syntax` alone. */
export function* analysedIn(states: readonly StateView[]): Generator<Analysed> {
  for (const state of states) {
    for (const expression of expressionsOf(state)) {
      const analysis = expression.code === undefined ? undefined : analyseIfParsed(expression.code)
      if (analysis) yield { ...expression, analysis }
    }
  }
}

function analyseIfParsed(code: string): Analysis | undefined {
  try {
    return analyse(code)
  } catch {
    return undefined
  }
}
