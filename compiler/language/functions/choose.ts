/** One of two values. */
import type { Ref } from '../ref.ts'
import { joined } from '../step.ts'
import type { Giving, Written } from '../value.ts'
import { BOOLEAN, give, schemaOf } from './call.ts'

type Writable = string | number | boolean | null | object

/**
 * The first value where the test holds, the second where it does not. For steps in each case there are `when` and `choice`.
 * @example cond(greaterThan(order.total, 100), 'large', 'small')
 */
export const cond = <const A extends Writable, const B extends Writable>(
  test: Ref<boolean>,
  whenTrue: A,
  otherwise: B,
): Ref<Written<A> | Written<B>> =>
  give('cond', [give('isTrue', [test], BOOLEAN), whenTrue, otherwise], joined([schemaOf(whenTrue), schemaOf(otherwise)]) ?? {})

/**
 * The value, or another one where it is absent or null.
 * @example withDefault(params.tone, 'friendly')
 */
export const withDefault = <T, const D extends Giving<NoInfer<NonNullable<T>>>>(
  value: Ref<T>,
  otherwise: D,
): Ref<NonNullable<T> | Written<D>> =>
  give('withDefault', [value, otherwise], joined([schemaOf(value), schemaOf(otherwise)]) ?? {})
