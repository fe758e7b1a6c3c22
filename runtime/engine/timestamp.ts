/** The one form of time that Wait states and timestamp comparisons take: ISO 8601, extended, with an offset. */

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))$/i

/** Milliseconds since 1970, with a fraction; undefined where the text is no such time. */
export function parseTimestamp(text: string): number | undefined {
  const found = FORM.exec(text)
  if (!found) return undefined
  const [year, month, day, hour, minute, second, offsetHour, offsetMinute] = [1, 2, 3, 4, 5, 6, 9, 10].map((group) =>
    Number(found[group] ?? 0),
  ) as [number, number, number, number, number, number, number, number]
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 18 || offsetMinute > 59) return undefined
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  if (year < 100) date.setUTCFullYear(year)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const offset = (offsetHour * 60 + offsetMinute) * 60_000 * (found[8] === '-' ? -1 : 1)
  return date.getTime() - offset + Number(`0.${found[7] ?? 0}`) * 1000
}
