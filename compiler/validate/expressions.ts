/** The strings of JSONata states that are evaluated: each parsed once for all rules, with what of `$states` it can read. */
import { JsonataError } from '../jsonata/index.ts'
import { analyseAll, type Analysis } from './analysis.ts'
import { at, fieldsOf, forEachString, listOf, type StateView } from './machine.ts'

export interface Expression {
  /** What is between `{%` and `%}`; undefined where an expression is begun and not closed. */
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

/** Every string of a state that begins an expression. */
function expressionsOf(state: StateView): readonly Expression[] {
  if (state.language !== 'JSONata' || state.type === undefined) return []
  const found: Expression[] = []
  const addFrom = (value: unknown, location: string, reads: Expression['reads']): void =>
    forEachString(value, location, (text, here) => {
      if (text.startsWith('{%')) found.push({ code: codeOf(text), location: here(), state, reads })
    })
  for (const [field, value] of Object.entries(state.fields)) {
    const location = at(state.location, field)
    if (EVALUATED.has(field)) {
      addFrom(value, location, HAVE_RESULT.has(state.type) && AFTER_THE_RESULT.has(field) ? ['result'] : [])
    } else if ((field === 'Choices' && state.type === 'Choice') || (field === 'Catch' && HAVE_RESULT.has(state.type))) {
      for (const [index, entry] of listOf(value).entries()) {
        for (const [inner, value] of Object.entries(fieldsOf(entry))) {
          if (inner !== 'Condition' && !AFTER_THE_RESULT.has(inner)) continue
          addFrom(value, at(at(location, index), inner), field === 'Catch' ? ['errorOutput'] : [])
        }
      }
    }
  }
  return found
}

/** All expressions of a machine, told apart by whether they parse. */
export interface Expressions {
  readonly unclosed: readonly Expression[]
  readonly refused: readonly (Expression & { readonly error: JsonataError })[]
  /** With what they read. */
  readonly analysed: readonly (Expression & { readonly analysis: Analysis })[]
}

export function expressionsIn(states: readonly StateView[]): Expressions {
  const all = states.flatMap(expressionsOf)
  const analyses = analyseAll(all.flatMap(({ code }) => code ?? []))
  const unclosed: Expression[] = []
  const refused: Expressions['refused'][number][] = []
  const analysed: Expressions['analysed'][number][] = []
  for (const expression of all) {
    const { code, location, state, reads } = expression
    const known = code === undefined ? undefined : analyses.get(code)
    if (known === undefined) unclosed.push(expression)
    else if (known instanceof JsonataError) refused.push({ code, location, state, reads, error: known })
    else analysed.push({ code, location, state, reads, analysis: known })
  }
  return { unclosed, refused, analysed }
}
