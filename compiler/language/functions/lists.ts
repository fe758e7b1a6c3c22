/**
 * Functions of lists. A list stays a list, whether it is empty, has one item or has lists as items; what is absent is no item.
 * A function of an item is called once, while the chain is built, with references.
 */
import { reference } from '../ref.ts'
import type { Ref } from '../ref.ts'
import type { Infer, TSchema } from '../schema.ts'
import { joined } from '../step.ts'
import { toExpression } from '../value.ts'
import type { Giving, Written } from '../value.ts'
import { BOOLEAN, INTEGER, give, giveSome, itemSchemaOf, listOf, ofItem } from './call.ts'
import type { ListOf, Numeric } from './call.ts'
import { asSchema } from '../schema.ts'

type Scalar = string | number | boolean
type Writable = Scalar | null | object
type Test<T> = (item: Ref<T>, index: Ref<number>) => Ref<boolean>
type Key<T> = (item: Ref<T>, index: Ref<number>) => Ref<number> | Ref<string>
type Measure<T> = (item: Ref<T>) => Ref<number>

const test = <T>(name: string, list: Ref<readonly T[]>, of: Test<T>) => give<boolean>(name, [list, condition(list, of)], BOOLEAN)

/** A test as a function whose value is always a boolean. */
const condition = <T>(list: unknown, of: Test<T>) => {
  const wrapped = (item: Ref<never>, index: Ref<number>) => give('isTrue', [of(item, index)], BOOLEAN)
  return ofItem(list, of.length > 1 ? wrapped : (item: Ref<never>) => wrapped(item, undefined as never)).function
}

export const lists = {
  /**
   * A list of what is written, any part of which may be a reference, by the schema of its items.
   * @example lists.of(Message, [{ role: 'user', content: question }])
   */
  of: <S extends TSchema>(item: S, items: readonly Giving<Infer<S>>[]): Ref<Infer<S>[]> =>
    reference(toExpression(items, listOf(asSchema(item)))),
  /**
   * How many items it has.
   * @example greaterThan(lists.count(docs.passages), 0)
   */
  count: (list: Ref<readonly unknown[]>): Ref<number> => give('lists.count', [list], INTEGER),
  /**
   * Its first item; absent for an empty list.
   * @example lists.first(docs.passages).text
   */
  first: <T>(list: Ref<readonly T[]>): Ref<T | undefined> => giveSome('lists.first', [list], itemSchemaOf(list)),
  /**
   * Its last item; absent for an empty list.
   * @example lists.last(messages).content
   */
  last: <T>(list: Ref<readonly T[]>): Ref<T | undefined> => giveSome('lists.last', [list], itemSchemaOf(list)),
  /**
   * The item at a place, counted from 0, or from the end with -1 for the last; absent where there is none.
   * @example lists.at(plan.steps, carry.round)
   */
  at: <T>(list: Ref<readonly T[]>, index: Numeric): Ref<T | undefined> => giveSome('lists.at', [list, index], itemSchemaOf(list)),
  /**
   * Its first `count` items.
   * @example lists.take(docs.passages, 3)
   */
  take: <T>(list: Ref<readonly T[]>, count: Numeric): Ref<T[]> => give('lists.take', [list, count], listOf(itemSchemaOf(list))),
  /**
   * Its last `count` items.
   * @example lists.takeLast(messages, 6)
   */
  takeLast: <T>(list: Ref<readonly T[]>, count: Numeric): Ref<T[]> =>
    give('lists.takeLast', [list, count], listOf(itemSchemaOf(list))),
  /**
   * What comes after its first `count` items.
   * @example lists.drop(plan.steps, 1)
   */
  drop: <T>(list: Ref<readonly T[]>, count: Numeric): Ref<T[]> => give('lists.drop', [list, count], listOf(itemSchemaOf(list))),
  /**
   * What `of` gives for each item, in their order. For steps at each item there is the builder `map`.
   * @example lists.map(docs.passages, (passage) => ({ title: passage.source, text: passage.text }))
   */
  map: <T, const R extends Writable>(
    list: Ref<readonly T[]>,
    of: (item: Ref<T>, index: Ref<number>) => R,
  ): Ref<Exclude<Written<R>, undefined>[]> => {
    const { function: each, schema } = ofItem(list, of)
    return give('lists.map', [list, each], listOf(schema))
  },
  /**
   * The items for which the test holds.
   * @example lists.filter(docs.passages, (passage) => greaterThan(withDefault(passage.score, 0), 0.5))
   */
  filter: <T>(list: Ref<readonly T[]>, of: Test<T>): Ref<T[]> =>
    give('lists.filter', [list, condition(list, of)], listOf(itemSchemaOf(list))),
  /**
   * The first item for which the test holds; absent where there is none.
   * @example lists.find(tools, (tool) => equals(tool.name, 'search'))
   */
  find: <T>(list: Ref<readonly T[]>, of: Test<T>): Ref<T | undefined> =>
    giveSome('lists.find', [list, condition(list, of)], itemSchemaOf(list)),
  /**
   * Whether the test holds for an item; not so for an empty list.
   * @example lists.some(votes, (vote) => equals(vote.verdict, 'no'))
   */
  some: <T>(list: Ref<readonly T[]>, of: Test<T>): Ref<boolean> => test('lists.some', list, of),
  /**
   * Whether the test holds for every item; so for an empty list.
   * @example lists.every(votes, (vote) => equals(vote.verdict, 'yes'))
   */
  every: <T>(list: Ref<readonly T[]>, of: Test<T>): Ref<boolean> => test('lists.every', list, of),
  /**
   * Whether one of its items is `value`.
   * @example lists.includes(params.roles, 'admin')
   */
  includes: <T extends Scalar>(list: ListOf<T>, value: NoInfer<T> | Ref<NoInfer<T>>): Ref<boolean> =>
    give('lists.includes', [list, value], BOOLEAN),
  /**
   * In the order of a key: numbers by value, texts by code unit; items with the same key stay as they were.
   * @example lists.sort(docs.passages, (passage) => withDefault(passage.score, 0), 'descending')
   */
  sort: <T>(list: Ref<readonly T[]>, by: Key<T>, order: 'ascending' | 'descending' = 'ascending'): Ref<T[]> =>
    give('lists.sort', [list, ofItem(list, by as never).function, order], listOf(itemSchemaOf(list))),
  /**
   * The item for which the number is highest, the first of several; absent for an empty list.
   * @example lists.highest(dishes, (dish) => dish.score).recipe
   */
  highest: <T>(list: Ref<readonly T[]>, by: Measure<T>): Ref<T | undefined> =>
    giveSome('lists.highest', [list, ofItem(list, by as never).function], itemSchemaOf(list)),
  /**
   * The item for which the number is lowest, the first of several; absent for an empty list.
   * @example lists.lowest(offers, (offer) => offer.price)
   */
  lowest: <T>(list: Ref<readonly T[]>, by: Measure<T>): Ref<T | undefined> =>
    giveSome('lists.lowest', [list, ofItem(list, by as never).function], itemSchemaOf(list)),
  /**
   * The items of several lists, one list after the other.
   * @example lists.merge(search.passages, archive.passages)
   */
  merge: <T>(...several: readonly Ref<readonly T[]>[]): Ref<T[]> =>
    give('lists.merge', several, listOf(joined(several.map(itemSchemaOf)) ?? {})),
  /**
   * The list with more items at its end: a conversation that grows.
   * @example lists.append(carry.messages, { role: 'assistant', content: draft.text }, { role: 'user', content: review.text })
   */
  append: <T>(list: Ref<readonly T[]>, ...items: readonly Giving<NoInfer<T>>[]): Ref<T[]> =>
    give('lists.append', [list, ...items], listOf(itemSchemaOf(list))),
  /**
   * The items of a list of lists, one list after the other.
   * @example lists.flatten(lists.map(searches, (search) => search.passages))
   */
  flatten: <T>(list: Ref<readonly (readonly T[])[]>): Ref<T[]> => give('lists.flatten', [list], itemSchemaOf(list)),
  /**
   * Each different item once, where it is first.
   * @example lists.unique(lists.map(docs.passages, (passage) => withDefault(passage.source, '')))
   */
  unique: <T>(list: Ref<readonly T[]>): Ref<T[]> => give('lists.unique', [list], listOf(itemSchemaOf(list))),
  /**
   * Last item first.
   * @example lists.reverse(messages)
   */
  reverse: <T>(list: Ref<readonly T[]>): Ref<T[]> => give('lists.reverse', [list], listOf(itemSchemaOf(list))),
  /**
   * The whole numbers from `first` to `last`, both included; empty when `last` is less.
   * @example map(lists.range(1, params.chapters), (step, number) => writeChapter(number))
   */
  range: (first: Numeric, last: Numeric): Ref<number[]> => give('lists.range', [first, last], listOf(INTEGER)),
} as const
