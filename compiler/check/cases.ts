/** A choice has a case for each value, and no other. */
import { describe } from '../describe.ts'
import { noCases, unboundChoice, wrongCases } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { Case, ChainTree, Expression, Schema } from '../tree.ts'
import { placedBuilders } from '../walk.ts'
import { ofBuilder } from './place.ts'

/** The values that a schema has, as the keys of cases; undefined where there are others than texts and booleans. */
export function finiteValues(schema: Schema): readonly string[] | undefined {
  const { type, anyOf } = schema as { type?: unknown; anyOf?: readonly Schema[] }
  if ('const' in schema) return keysOf([schema['const']])
  if (Array.isArray(schema['enum'])) return keysOf(schema['enum'])
  if (anyOf) {
    const members = anyOf.map(finiteValues)
    return members.includes(undefined) ? undefined : [...new Set(members.flatMap((values) => values as readonly string[]))]
  }
  return type === 'boolean' ? ['true', 'false'] : undefined
}

const keysOf = (values: readonly unknown[]): readonly string[] | undefined =>
  values.every((value) => typeof value === 'string' || typeof value === 'boolean') ? values.map(String) : undefined

/** The values that an expression may have. `undefined`: any; `null`: a function knows, and its schema does not say. */
function valuesOfExpression(value: Expression): readonly string[] | undefined | null {
  if (value.kind === 'literal') return keysOf([value.value])
  if (value.kind !== 'call') return finiteValues(value.schema)
  if (value.name !== 'cond') return finiteValues(value.schema) ?? null
  const ways = value.of.slice(1).map(valuesOfExpression)
  return ways.every((way) => Array.isArray(way)) ? [...new Set(ways.flat())] : null
}

/** What a `choice` chooses by: every case compares one and the same value. Undefined for a `when`. */
function chosenBy(cases: readonly Case[]): Expression | undefined {
  const tests = cases.map(({ when }) => (when?.kind === 'call' && when.name === 'equals' ? when.of[0] : undefined))
  return tests.includes(undefined) ? undefined : tests[0]
}

export const choices = (tree: ChainTree): Problem[] =>
  placedBuilders(tree).flatMap((visit): Problem[] => {
    const { builder } = visit.placed
    if (builder.kind !== 'choice') return []
    const { cases } = builder
    if (cases.length === 0) return [noCases(ofBuilder(visit))]
    const chosen = chosenBy(cases)
    if (!chosen) return []
    const values = valuesOfExpression(chosen)
    if (values === null) return []
    const shown = describe(chosen)
    if (!values) return [unboundChoice(ofBuilder(visit), shown)]
    const keys = cases.map(({ key }) => key)
    const missing = values.filter((value) => !keys.includes(value))
    const unknown = keys.filter((key) => !values.includes(key))
    return missing.length + unknown.length > 0 ? [wrongCases(ofBuilder(visit), shown, values, missing, unknown)] : []
  })
