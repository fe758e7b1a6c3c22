/** JSONata as authors write it themselves, for what the language has no function for. */
import { mapValues } from '../../map-values.ts'
import { origin } from '../origin.ts'
import { reference } from '../ref.ts'
import type { Ref } from '../ref.ts'
import type { Infer, TSchema } from '../schema.ts'
import { toExpression } from '../value.ts'
import { asSchema } from '../schema.ts'

type Value = Ref<unknown> | string | number | boolean | null | readonly unknown[] | { readonly [name: string]: unknown }

/**
 * What a JSONata expression gives; its type is the schema's, which is not checked when the chain runs. The expression reads
 * nothing but `values`, each by its name after a `$`: the compiler parses it and refuses every other name.
 * @example
 * jsonata(Type.Integer(), '$count($messages[role = "user" and $length(content) > $least])', { messages, least: 20 })
 */
export function jsonata<S extends TSchema>(
  schema: S,
  code: string,
  values: { readonly [name: string]: Value } = {},
): Ref<S extends { readonly '~optional': true } ? Infer<S> | undefined : Infer<S>> {
  return reference({
    kind: 'jsonata',
    code,
    values: mapValues(values, (value) => toExpression(value)),
    at: origin(),
    schema: asSchema(schema),
    ...('~optional' in schema ? { optional: true } : {}),
  })
}
