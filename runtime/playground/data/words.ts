/** Figures in words: short, and the same everywhere on the page. */

/** `7 ms`, `1.2 s`, `1 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** US dollars with two digits that count: `$0.00071`. */
export function dollars(usd: number): string {
  if (usd === 0) return '$0'
  if (usd >= 0.01) return `$${usd.toFixed(2)}`
  const digits = Math.min(10, 1 - Math.floor(Math.log10(usd)))
  return `$${usd.toFixed(digits)}`
}

/** What there is of these, with this between. */
export const joined = (between: string, ...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(between)

/** The same for a time that may not be over yet. */
export const durationOf = (ms: number | undefined): string => (ms === undefined ? '' : duration(ms))

export const whole = (count: number): string => count.toLocaleString('en')

export const counted = (count: number, one: string, many = `${one}s`): string => `${whole(count)} ${count === 1 ? one : many}`

/** A model's name without what every id of it has: `claude-haiku-4-5` of `global.anthropic.claude-haiku-4-5-20251001-v1:0`. */
export const shortModel = (id: string): string =>
  id
    .replace(/^arn:.*\//, '')
    .replace(/^([a-z]{2,6}\.)?[a-z0-9]+\.(?=[a-z])/, '')
    .replace(/-\d{8}(?=-|$)/, '')
    .replace(/-v\d+(:\d+)?$/, '')

export const json = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))
