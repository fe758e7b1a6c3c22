/** How data goes through a state: InputPath, Parameters, ResultSelector, ResultPath, OutputPath; Arguments, Output; Assign. */
import { isFields } from '../validate/machine.ts'
import type { Fields, StateView } from '../validate/machine.ts'
import { template } from './jsonata.ts'
import { atPath, payload } from './jsonpath.ts'
import type { Scope } from './jsonpath.ts'
import { parsePath } from './path.ts'
import type { Source } from './source.ts'
import { objectOf, unknown, withField } from './symbol.ts'
import type { Value } from './symbol.ts'

/** What is known where a state is entered. */
export interface Known {
  readonly document: Value
  readonly variables: Readonly<Record<string, Value>>
  readonly context: Value
}

/** What JSONPath reads. */
export const scopeOf = ({ document, context, variables }: Known): Scope => ({ data: document, context, variables })
/** What JSONata reads. */
export const jsonataScope = ({ document, context, variables }: Known, more: Readonly<Record<string, Value>> = {}) => ({
  states: objectOf({ input: document, context, ...more }),
  variables,
})

/** What a state works on. */
export function inputOf({ fields, language }: StateView, known: Known, source: Source): Value {
  if (language === 'JSONata') {
    const { Arguments } = fields
    return Arguments === undefined ? known.document : template(Arguments, jsonataScope(known), source)
  }
  const { InputPath } = fields
  const data =
    typeof InputPath === 'string' ? atPath(InputPath, scopeOf(known)) : InputPath === null ? objectOf({}) : known.document
  const given = fields['Parameters']
  return given === undefined ? data : payload(given, { ...scopeOf(known), data })
}

/** What is known with more variables. */
export const assigned = (known: Known, assign: unknown, evaluate: (value: unknown) => Value): Known => {
  const made = evaluate(assign ?? {})
  return { ...known, variables: { ...known.variables, ...(made.kind === 'object' ? made.fields : {}) } }
}

/** What is known after a state that gave `result`; `fields` are the state's, or its catcher's. */
export function leave(
  { language }: StateView,
  fields: Fields,
  known: Known,
  result: Value,
  source: Source,
  as: 'result' | 'errorOutput' = 'result',
): Known {
  if (language === 'JSONata') {
    const scope = jsonataScope(known, { [as]: result })
    const after = assigned(known, fields['Assign'], (value) => template(value, scope, source))
    const { Output } = fields
    return { ...after, document: Output === undefined ? result : template(Output, scope, source) }
  }
  const { ResultSelector, ResultPath, OutputPath, Assign } = fields
  const picked = isFields(ResultSelector) ? payload(ResultSelector, { ...scopeOf(known), data: result }) : result
  const after = assigned(known, Assign, (value) => payload(value, { ...scopeOf(known), data: picked }))
  const put =
    ResultPath === null
      ? known.document
      : typeof ResultPath === 'string' && ResultPath !== '$'
        ? placedAt(ResultPath, known.document, picked)
        : picked
  const out =
    typeof OutputPath === 'string'
      ? atPath(OutputPath, { ...scopeOf(known), data: put })
      : OutputPath === null
        ? objectOf({})
        : put
  return { ...after, document: out }
}

function placedAt(path: string, document: Value, value: Value): Value {
  const segments = parsePath(path)?.segments ?? []
  const names = segments.flatMap((segment) => (segment.kind === 'name' ? [segment.name] : []))
  return names.length === segments.length && names.length > 0
    ? withField(document, names, value)
    : unknown(`ResultPath ${path} is not understood`)
}
