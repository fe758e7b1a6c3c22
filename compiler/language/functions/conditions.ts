/** Questions about values, as references to booleans. What is absent equals nothing and is neither more nor less than anything. */
import type { Ref } from '../ref.ts'
import { call } from '../value.ts'

const BOOLEAN = { type: 'boolean' } as const
const test = (name: string, ...of: readonly unknown[]): Ref<boolean> => call<boolean>(name, of, BOOLEAN)

type Comparable = string | number
type Given<T> = Ref<T> | T

/** Whether two values are the same. */
export const equals = <T extends string | number | boolean | null | undefined>(
  left: Ref<T>,
  right: Given<NoInfer<T>>,
): Ref<boolean> => test('equals', left, right)
/** Whether two values differ; true where one is absent. */
export const differs = <T extends string | number | boolean | null | undefined>(
  left: Ref<T>,
  right: Given<NoInfer<T>>,
): Ref<boolean> => test('differs', left, right)
/** Whether `left` is less than `right`: numbers by value, texts by code point. */
export const lessThan = <T extends Comparable>(left: Ref<T>, right: Given<NoInfer<T>>): Ref<boolean> =>
  test('lessThan', left, right)
export const atMost = <T extends Comparable>(left: Ref<T>, right: Given<NoInfer<T>>): Ref<boolean> => test('atMost', left, right)
export const greaterThan = <T extends Comparable>(left: Ref<T>, right: Given<NoInfer<T>>): Ref<boolean> =>
  test('greaterThan', left, right)
export const atLeast = <T extends Comparable>(left: Ref<T>, right: Given<NoInfer<T>>): Ref<boolean> =>
  test('atLeast', left, right)
/** Whether all of them hold. */
export const and = (...tests: readonly Ref<boolean>[]): Ref<boolean> => test('and', ...tests)
/** Whether one of them holds. */
export const or = (...tests: readonly Ref<boolean>[]): Ref<boolean> => test('or', ...tests)
/** Whether it does not hold. */
export const not = (one: Ref<boolean>): Ref<boolean> => test('not', one)
/** Whether an optional value is there; null counts as there. */
export const exists = (value: Ref<unknown>): Ref<boolean> => test('exists', value)
/** Whether a text holds another. */
export const contains = (text: Ref<string>, part: Given<string>): Ref<boolean> => test('contains', text, part)
export const startsWith = (text: Ref<string>, part: Given<string>): Ref<boolean> => test('startsWith', text, part)
export const endsWith = (text: Ref<string>, part: Given<string>): Ref<boolean> => test('endsWith', text, part)
/** Whether a text, a list or an object has nothing in it. */
export const isEmpty = (value: Ref<string> | Ref<readonly unknown[]>): Ref<boolean> => test('isEmpty', value)
