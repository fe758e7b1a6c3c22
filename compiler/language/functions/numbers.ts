/** Functions of numbers. Dividing by 0, and what passes the range of numbers, fails the step that uses it. */
import type { Ref } from '../ref.ts'
import type { Text } from '../value.ts'
import { INTEGER, NUMBER, TEXT, give, giveSome } from './call.ts'
import type { ListOf, Numeric } from './call.ts'

type Filled = readonly [Numeric, ...Numeric[]]

/** The largest of the numbers; absent for an empty list. */
function max(numbers: Filled): Ref<number>
function max(numbers: Ref<readonly number[]>): Ref<number | undefined>
function max(numbers: ListOf<number>): Ref<number | undefined> {
  return ofList('numbers.max', numbers)
}

/** The smallest of the numbers; absent for an empty list. */
function min(numbers: Filled): Ref<number>
function min(numbers: Ref<readonly number[]>): Ref<number | undefined>
function min(numbers: ListOf<number>): Ref<number | undefined> {
  return ofList('numbers.min', numbers)
}

/** The mean of the numbers; absent for an empty list. */
function average(numbers: Filled): Ref<number>
function average(numbers: Ref<readonly number[]>): Ref<number | undefined>
function average(numbers: ListOf<number>): Ref<number | undefined> {
  return ofList('numbers.average', numbers)
}

/** A list that is written down has an item. */
const ofList = (name: string, numbers: ListOf<number>): Ref<number | undefined> =>
  Array.isArray(numbers) && numbers.length > 0 ? give(name, [numbers], NUMBER) : giveSome(name, [numbers], NUMBER)

export const numbers = {
  /**
   * Their sum.
   * @example numbers.plus(carry.round, 1)
   */
  plus: (...terms: Filled): Ref<number> => give('numbers.plus', terms, NUMBER),
  /**
   * `left` less `right`.
   * @example numbers.minus(params.budget, spent.total)
   */
  minus: (left: Numeric, right: Numeric): Ref<number> => give('numbers.minus', [left, right], NUMBER),
  /**
   * Their product.
   * @example numbers.times(item.price, item.count)
   */
  times: (...factors: Filled): Ref<number> => give('numbers.times', factors, NUMBER),
  /**
   * `left` by `right`, with its fraction.
   * @example numbers.dividedBy(scores.total, 3)
   */
  dividedBy: (left: Numeric, right: Numeric): Ref<number> => give('numbers.dividedBy', [left, right], NUMBER),
  /**
   * What is left of `left` when as many whole `right` as fit are taken away; it has the sign of `left`.
   * @example numbers.modulo(index, 2)
   */
  modulo: (left: Numeric, right: Numeric): Ref<number> => give('numbers.modulo', [left, right], NUMBER),
  /**
   * To `digits` digits after the point, 0 when absent; a half goes to the even neighbour.
   * @example numbers.round(scores.mean, 2)
   */
  round: (number: Numeric, digits: number = 0): Ref<number> =>
    give('numbers.round', [number, digits], digits > 0 ? NUMBER : INTEGER),
  /**
   * The whole number that is not above it.
   * @example numbers.floor(dates.daysBetween(order.date, dates.now()))
   */
  floor: (number: Numeric): Ref<number> => give('numbers.floor', [number], INTEGER),
  /**
   * The whole number that is not below it.
   * @example numbers.ceil(numbers.dividedBy(lists.count(rows), 10))
   */
  ceil: (number: Numeric): Ref<number> => give('numbers.ceil', [number], INTEGER),
  /**
   * Without its sign.
   * @example numbers.abs(numbers.minus(first.score, second.score))
   */
  abs: (number: Numeric): Ref<number> => give('numbers.abs', [number], NUMBER),
  /**
   * The sum of a list; 0 for an empty one.
   * @example numbers.sum(lists.map(order.items, (item) => item.price))
   */
  sum: (list: ListOf<number>): Ref<number> => give('numbers.sum', [list], NUMBER),
  /**
   * The largest number; absent for an empty list.
   * @example numbers.max(lists.map(dishes, (dish) => dish.score))
   */
  max,
  /**
   * The smallest number; absent for an empty list.
   * @example numbers.min([params.limit, 100])
   */
  min,
  /**
   * The mean; absent for an empty list.
   * @example numbers.average(judge.scores)
   */
  average,
  /**
   * The number that a text is, spaces around it left aside; absent where it is none. `12.5` and `-3e4` are, `1,000` is not.
   * @example withDefault(numbers.parse(answer.text), 0)
   */
  parse: (text: Text): Ref<number | undefined> => giveSome('numbers.parse', [text], NUMBER),
  /**
   * As text by a picture of XPath's `format-number`, as JSONata's `$formatNumber` has it.
   * @example numbers.format(order.total, '#,##0.00')
   */
  format: (number: Numeric, picture: string): Ref<string> => give('numbers.format', [number, picture], TEXT),
} as const
