/** One of several ways, by a value that is known when the chain runs. */
import type { Case, Expression, Schema } from '../tree.ts'
import { Misuse } from './misuse.ts'
import { expressionOf, reference } from './ref.ts'
import type { Ref } from './ref.ts'
import { buildBlock, describeStep, joined } from './step.ts'
import type { AnyBlock, OutputOf, Step } from './step.ts'

/** Refuses what has no finite list of values. */
type Finite<K> = string extends K ? { readonly 'a choice needs a boolean or a union of literals': never } : unknown
/** Refuses a case that cannot happen. */
type NoOther<C, K extends string> = { readonly [P in keyof C]: P extends K ? unknown : `no value gives the case ${P & string}` }
type Cases<K extends string | boolean> = { readonly [P in `${K}`]: AnyBlock }
type CasesOf<T, F extends keyof T> = {
  readonly [P in T[F] & string]: AnyBlock<Ref<Extract<T, { readonly [G in F]: P }>>>
}

/**
 * Takes the case that a boolean, a literal union or the field of a discriminated union names. Every case must be there.
 * In the form with a field each case is given the value narrowed to it.
 * @example
 * const search = retrieve({ knowledgeBase: 'KnowledgeBaseId', query: question })
 * choice(answered.value, { true: systemChain.keep(), false: (step) => systemChain.keep({ context: step('docs', search).passages }) })
 */
export function choice<K extends string | boolean, const C extends Cases<K>>(
  on: Ref<K> & Finite<K>,
  cases: C & NoOther<C, `${K}`>,
): Step<OutputOf<C[keyof C]>>
export function choice<T extends object, F extends keyof T & string, const C extends CasesOf<T, F>>(
  on: Ref<T>,
  field: F,
  cases: C & NoOther<C, T[F] & string>,
): Step<OutputOf<C[keyof C]>>
export function choice(on: unknown, ...rest: readonly unknown[]): Step<unknown> {
  const value = expressionOf(on)
  if (!value)
    throw new Misuse(
      'choice(…) is given no reference.',
      'Give it one to a boolean, a union of literals or a discriminated union.',
    )
  const [cases, field] = rest.length === 1 ? [rest[0], undefined] : [rest[1], rest[0] as string]
  const described = field === undefined ? { on, cases } : { on, field, cases }
  return describeStep('choice', described, (building, at) => {
    const built = Object.entries(cases as Readonly<Record<string, unknown>>).map(([key, block]): Case => {
      const narrowed = field === undefined ? value : { ...value, schema: memberOf(value.schema, field, key) }
      return { key, when: isCase(value, field, key), block: buildBlock(block, building, () => reference(narrowed)) }
    })
    return { kind: 'choice', at, schema: joined(built.map(({ block }) => block.schema)), cases: built }
  })
}

/** Whether the value, or its field, is what the case is called. */
function isCase(value: Expression, field: string | undefined, key: string): Expression {
  const left: Expression =
    field === undefined ? value : { kind: 'field', of: value, name: field, schema: fieldOfUnion(value.schema, field) }
  const isBoolean = left.schema['type'] === 'boolean'
  const right: Expression = { kind: 'literal', value: isBoolean ? key === 'true' : key, schema: {} }
  return { kind: 'call', name: 'equals', of: [left, right], schema: { type: 'boolean' } }
}

/** The schema of a field that all members of a union have. */
function fieldOfUnion(schema: Schema, field: string): Schema {
  const members = (schema['anyOf'] as readonly Schema[] | undefined) ?? [schema]
  return { anyOf: members.map(({ properties }) => (properties as Readonly<Record<string, Schema>> | undefined)?.[field] ?? {}) }
}

/** The member of a discriminated union whose `field` is `key`. */
function memberOf(schema: Schema, field: string, key: string): Schema {
  const members = (schema['anyOf'] as readonly Schema[] | undefined) ?? []
  const has = (member: Schema) => {
    const property = (member['properties'] as Readonly<Record<string, Schema>> | undefined)?.[field]
    return property?.['const'] === key || ((property?.['enum'] as readonly unknown[] | undefined)?.includes(key) ?? false)
  }
  return members.find(has) ?? schema
}
