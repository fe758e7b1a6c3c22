/** Functions of objects. */
import type { Schema } from '../../tree.ts'
import { reference } from '../ref.ts'
import type { Ref } from '../ref.ts'
import { toExpression } from '../value.ts'
import type { Written } from '../value.ts'
import { give, schemaOf } from './call.ts'

type Merged<A, B> = { [K in Exclude<keyof A, keyof B>]: A[K] } & { [K in keyof B]: Written<B[K]> }

interface ObjectSchema {
  readonly properties?: { readonly [name: string]: Schema }
  readonly required?: readonly string[]
}

export const objects = {
  /**
   * An object with the fields of both; where both have a field, that of the second, which must always have it.
   * @example objects.merge(carry, { round: numbers.plus(carry.round, 1) })
   */
  merge: <A extends object, B extends object>(one: Ref<A>, other: B): Ref<Merged<A, B>> => {
    const [first, second] = [schemaOf(one), schemaOf(other)] as [ObjectSchema, ObjectSchema]
    const schema = {
      type: 'object',
      properties: { ...first.properties, ...second.properties },
      required: [...new Set([...(first.required ?? []), ...(second.required ?? [])])],
    }
    return give('objects.merge', [one, other], schema)
  },
  /**
   * An object with only the fields named.
   * @example objects.pick(order, 'id', 'total')
   */
  pick: <T extends object, K extends keyof T & string>(object: Ref<T>, ...names: readonly K[]): Ref<Pick<T, K>> => {
    // a reference has its fields as members; for a `T` that is not known yet the compiler cannot see it
    const fields = object as unknown as Readonly<Record<string, unknown>>
    return reference(toExpression(Object.fromEntries(names.map((name) => [name, fields[name]]))))
  },
} as const
