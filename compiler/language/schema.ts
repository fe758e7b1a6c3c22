/** The TypeScript type of a schema. Far cheaper for the type checker than typebox's own `Static` in generic code. */
import type {
  TArray,
  TBoolean,
  TEnum,
  TInteger,
  TLiteral,
  TNull,
  TNumber,
  TObject,
  TRecord,
  TSchema,
  TString,
  TUnion,
  TUnsafe,
} from 'typebox'
import type { Schema } from '../tree.ts'

type OptionalKeys<P> = { [K in keyof P]: P[K] extends { readonly '~optional': true } ? K : never }[keyof P]

/**
 * The type of the values that a schema describes.
 * @example
 * const Person = Type.Object({ name: Type.String(), age: Type.Optional(Type.Integer()) })
 * type Person = Infer<typeof Person> // { name: string; age?: number }
 */
export type Infer<S> =
  S extends TUnsafe<infer T>
    ? T
    : S extends TString
      ? string
      : S extends TNumber | TInteger
        ? number
        : S extends TBoolean
          ? boolean
          : S extends TNull
            ? null
            : S extends TLiteral<infer V>
              ? V
              : S extends TEnum<infer V>
                ? V[number]
                : S extends TArray<infer I>
                  ? Infer<I>[]
                  : S extends TUnion<infer U>
                    ? Infer<U[number]>
                    : S extends TObject<infer P>
                      ? { [K in Exclude<keyof P, OptionalKeys<P>>]: Infer<P[K]> } & {
                          [K in OptionalKeys<P>]?: Infer<P[K]>
                        } extends infer O
                        ? { [K in keyof O]: O[K] }
                        : never
                      : S extends TRecord<string, infer V>
                        ? { [key: string]: Infer<V> }
                        : unknown

/**
 * The same schema as the tree has it. typebox's values are plain JSON Schema, but its types have no index signature: the one place
 * where that is asserted.
 */
export const asSchema = (schema: TSchema): Schema => schema as unknown as Schema

export type { TSchema }
