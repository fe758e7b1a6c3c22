/** Whether a value is the one that was recorded, in which placeholders stand for what differs from run to run. */

/** Whole strings that stand for any value of their kind. */
const KINDS: ReadonlySet<unknown> = new Set(['timestamp', 'date', 'uuid', 'RequestId'])
/** `<uuid:1>`, `<region>`: any text. */
const PLACEHOLDER = /<[A-Za-z][^<>]*>/g
const CLOSE = 1e-12

/** Says that a text found here names something of this run alone, so that the recorded one had to be another. */
export type OfThisRun = (text: string) => boolean

const plainText = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

function jsonIn(text: string): object | undefined {
  if (!/^[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

function sameText(expected: string, found: string, ofThisRun: OfThisRun): boolean {
  if (expected === found || KINDS.has(expected) || ofThisRun(found)) return true
  // JSON inside of a string is the same JSON with other white space.
  const [one, other] = [jsonIn(expected), jsonIn(found)]
  if (one && other) return difference(one, other, ofThisRun) === undefined
  const parts = expected.split(PLACEHOLDER)
  return parts.length > 1 && new RegExp(`^${parts.map(plainText).join('.*?')}$`, 's').test(found)
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= CLOSE * Math.max(1, Math.abs(a), Math.abs(b))

/** Where `found` differs from `expected`, as a path; undefined where it agrees. */
export function difference(expected: unknown, found: unknown, ofThisRun: OfThisRun, at = '$'): string | undefined {
  if (typeof expected === 'string') {
    const agrees = typeof found === 'string' ? sameText(expected, found, ofThisRun) : KINDS.has(expected)
    return agrees ? undefined : at
  }
  if (typeof expected === 'number') return typeof found === 'number' && isNear(expected, found) ? undefined : at
  if (typeof expected !== 'object' || expected === null) return expected === found ? undefined : at
  if (typeof found !== 'object' || found === null || Array.isArray(expected) !== Array.isArray(found)) return at
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const inner = `${at}${Array.isArray(expected) ? `[${key}]` : `.${key}`}`
    if (!Object.hasOwn(expected, key) || !Object.hasOwn(found, key)) return inner
    const differs = difference((expected as never)[key], (found as never)[key], ofThisRun, inner)
    if (differs !== undefined) return differs
  }
  return undefined
}
