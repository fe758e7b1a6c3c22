/** Questions about values, as references to booleans. What is absent equals nothing and is neither more nor less than anything. */
import type { Ref } from '../ref.ts'
import { BOOLEAN, give } from './call.ts'

const test = (name: string, ...of: readonly unknown[]): Ref<boolean> => give<boolean>(name, of, BOOLEAN)

type Comparable = string | number
type Given<T> = Ref<T> | T

/**
 * Whether two values are the same.
 * @example equals(order.status, 'paid')
 */
export const equals = <T extends string | number | boolean | null | undefined>(
  left: Ref<T>,
  right: Given<NoInfer<T>>,
): Ref<boolean> => test('equals', left, right)
/**
 * Whether two values differ; true where one is absent.
 * @example differs(order.status, 'paid')
 */
export const differs = <T extends string | number | boolean | null | undefined>(
  left: Ref<T>,
  right: Given<NoInfer<T>>,
): Ref<boolean> => test('differs', left, right)
/**
 * Whether `left` is less than `right`: numbers by value, texts by code unit.
 * @example lessThan(order.total, 100)
 */
export const lessThan = <T extends Comparable>(left: Ref<T>, right: Given<NoInfer<T>>): Ref<boolean> =>
  test('lessThan', left, right)
/**
 * Whether `left` is not more than `right`.
 * @example atMost(texts.length(question), 2000)
 */
export const atMost = <T extends Comparable>(left: Ref<T>, right: Given<NoInfer<T>>): Ref<boolean> => test('atMost', left, right)
/**
 * Whether `left` is more than `right`.
 * @example greaterThan(order.total, params.limit)
 */
export const greaterThan = <T extends Comparable>(left: Ref<T>, right: Given<NoInfer<T>>): Ref<boolean> =>
  test('greaterThan', left, right)
/**
 * Whether `left` is not less than `right`.
 * @example atLeast(judge.score, 8)
 */
export const atLeast = <T extends Comparable>(left: Ref<T>, right: Given<NoInfer<T>>): Ref<boolean> =>
  test('atLeast', left, right)
/**
 * Whether all of them hold.
 * @example and(judge.good, atLeast(judge.score, 8))
 */
export const and = (...tests: readonly Ref<boolean>[]): Ref<boolean> => test('and', ...tests)
/**
 * Whether one of them holds.
 * @example or(equals(order.status, 'paid'), equals(order.status, 'sent'))
 */
export const or = (...tests: readonly Ref<boolean>[]): Ref<boolean> => test('or', ...tests)
/**
 * Whether it does not hold.
 * @example not(judge.good)
 */
export const not = (one: Ref<boolean>): Ref<boolean> => test('not', one)
/**
 * Whether an optional value is there; null counts as there.
 * @example exists(params.tone)
 */
export const exists = (value: Ref<unknown>): Ref<boolean> => test('exists', value)
/**
 * Whether a text holds another.
 * @example contains(answer.text, 'SELECT')
 */
export const contains = (text: Ref<string>, part: Given<string>): Ref<boolean> => test('contains', text, part)
/**
 * Whether a text starts with another.
 * @example startsWith(texts.lower(answer.text), 'yes')
 */
export const startsWith = (text: Ref<string>, part: Given<string>): Ref<boolean> => test('startsWith', text, part)
/**
 * Whether a text ends with another.
 * @example endsWith(question, '?')
 */
export const endsWith = (text: Ref<string>, part: Given<string>): Ref<boolean> => test('endsWith', text, part)
/**
 * Whether a text or a list has nothing in it.
 * @example isEmpty(docs.passages)
 */
export const isEmpty = (value: Ref<string> | Ref<readonly unknown[]>): Ref<boolean> => test('isEmpty', value)
