/**
 * Functions of dates. A date is an ISO 8601 text in UTC, such as `2026-11-22T09:30:00.000Z`; a text that is none fails the
 * step that uses it.
 */
import type { Ref } from '../ref.ts'
import type { Text } from '../value.ts'
import { BOOLEAN, INTEGER, NUMBER, TEXT, give } from './call.ts'
import type { Numeric } from './call.ts'

export interface Duration {
  readonly days?: Numeric
  readonly hours?: Numeric
  readonly minutes?: Numeric
  readonly seconds?: Numeric
}
const MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const

export const dates = {
  /**
   * The time at which the step that uses it runs.
   * @example prompt('Today is {{date}}.')({ date: dates.format(dates.now(), '[D] [MNn] [Y]') })
   */
  now: (): Ref<string> => give('dates.now', [], TEXT),
  /**
   * Milliseconds since 1970.
   * @example dates.toMillis(params.since)
   */
  toMillis: (date: Text): Ref<number> => give('dates.toMillis', [date], INTEGER),
  /**
   * The date of milliseconds since 1970.
   * @example dates.fromMillis(event.timestamp)
   */
  fromMillis: (milliseconds: Numeric): Ref<string> => give('dates.fromMillis', [milliseconds], TEXT),
  /**
   * The date later by a duration; earlier by a negative one.
   * @example dates.plus(dates.now(), { days: -30 })
   */
  plus: (date: Text, duration: Duration): Ref<string> => {
    const units = (Object.keys(MILLISECONDS) as (keyof typeof MILLISECONDS)[]).filter((unit) => duration[unit] !== undefined)
    const factors = units.map((unit) => MILLISECONDS[unit])
    return give('dates.plus', [date, factors, ...units.map((unit) => duration[unit])], TEXT)
  },
  /**
   * Seconds from one date to another, with their fraction; negative when `to` is earlier.
   * @example greaterThan(dates.secondsBetween(visit.started, dates.now()), 600)
   */
  secondsBetween: (from: Text, to: Text): Ref<number> => give('dates.between', [from, to, 1000], NUMBER),
  /**
   * Days of 24 hours from one date to another, with their fraction; negative when `to` is earlier.
   * @example numbers.floor(dates.daysBetween(order.date, dates.now()))
   */
  daysBetween: (from: Text, to: Text): Ref<number> => give('dates.between', [from, to, MILLISECONDS.days], NUMBER),
  /**
   * Whether one date is before another.
   * @example dates.isBefore(params.deadline, dates.now())
   */
  isBefore: (date: Text, other: Text): Ref<boolean> => give('dates.isBefore', [date, other], BOOLEAN),
  /**
   * As text by a picture of XPath's `format-dateTime`, as JSONata's `$fromMillis` has it, in a zone such as `+0100`.
   * @example dates.format(order.date, '[D].[M].[Y]')
   */
  format: (date: Text, picture: string, zone: string = '+0000'): Ref<string> => give('dates.format', [date, picture, zone], TEXT),
  /**
   * The date that a text in the form of a picture says.
   * @example dates.parse(form.birthday, '[D01].[M01].[Y0001]')
   */
  parse: (text: Text, picture: string): Ref<string> => give('dates.parse', [text, picture], TEXT),
} as const
