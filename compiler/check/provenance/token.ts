/**
 * Patterns that let through nothing but a token: at most 40 letters, digits and `_`, with single `-`, `.` and `:` between them. It
 * fits ids, dates and versions. No quote ends in it, no comment begins (`--`), no path climbs (`..`), no sentence has room.
 */

const LONGEST = 40
/** May stand in a token, but not side by side. */
const MARKS = new Set(['-', '.', ':'])
const RANGES = [/^[a-z]$/, /^[A-Z]$/, /^[0-9]$/]

/** What the texts of a part of a pattern can be. */
interface Part {
  /** Nothing but a token's characters. */
  readonly fits: boolean
  /** Whether a mark can be first, and last. */
  readonly first: boolean
  readonly last: boolean
  readonly nullable: boolean
  readonly longest: number
}

const NOTHING: Part = { fits: true, first: false, last: false, nullable: true, longest: 0 }
const OTHER: Part = { fits: false, first: false, last: false, nullable: false, longest: 1 }
const WORD: Part = { fits: true, first: false, last: false, nullable: false, longest: 1 }
const MARK: Part = { ...WORD, first: true, last: true }

const then = (one: Part, next: Part): Part => ({
  fits: one.fits && next.fits && !(one.last && next.first),
  first: one.first || (one.nullable && next.first),
  last: next.last || (next.nullable && one.last),
  nullable: one.nullable && next.nullable,
  longest: one.longest + next.longest,
})

const or = (one: Part, other: Part): Part => ({
  fits: one.fits && other.fits,
  first: one.first || other.first,
  last: one.last || other.last,
  nullable: one.nullable || other.nullable,
  longest: Math.max(one.longest, other.longest),
})

const repeated = (one: Part, least: number, most: number): Part => ({
  ...one,
  fits: one.fits && !(most > 1 && one.last && one.first),
  nullable: least === 0 || one.nullable,
  longest: one.longest === 0 ? 0 : one.longest * most,
})

/** Whether only tokens have the pattern, which must be anchored at both ends. */
export function isToken(pattern: string, maxLength = Infinity): boolean {
  const inner = /^\^(?<inner>[\s\S]*[^\\])\$$/.exec(pattern)?.groups?.['inner']
  if (inner === undefined) return false
  const read = sequence(inner, 0)
  // an `|` that no group holds would leave the anchors to one side each
  return read.at === inner.length && read.part.fits && Math.min(read.part.longest, maxLength) <= LONGEST
}

interface Read {
  readonly part: Part
  readonly at: number
}

/** Up to what cannot be read, an `|` or a `)`. */
function sequence(pattern: string, from: number): Read {
  let read: Read = { part: NOTHING, at: from }
  for (;;) {
    const next = atom(pattern, read.at)
    if (!next) return read
    const { part, at } = times(pattern, next)
    read = { part: then(read.part, part), at }
  }
}

function alternatives(pattern: string, from: number): Read {
  let read = sequence(pattern, from)
  while (pattern[read.at] === '|') {
    const other = sequence(pattern, read.at + 1)
    read = { part: or(read.part, other.part), at: other.at }
  }
  return read
}

function atom(pattern: string, at: number): Read | undefined {
  const character = pattern[at]
  if (character === undefined || '|)^$*+?{}]'.includes(character)) return undefined
  if (character === '\\') return { part: escaped(pattern[at + 1]), at: at + 2 }
  if (character === '[') return characterClass(pattern, at)
  if (character !== '(') return { part: literal(character), at: at + 1 }
  const inside = pattern.startsWith('?:', at + 1) ? at + 3 : at + 1
  const group = alternatives(pattern, inside)
  return pattern[group.at] === ')' ? { part: group.part, at: group.at + 1 } : undefined
}

const literal = (character: string): Part => (/^\w$/.test(character) ? WORD : MARKS.has(character) ? MARK : OTHER)

/** `\d`, `\w`, and characters that mean themselves. */
const escaped = (character = ''): Part => (/^[dw]$/.test(character) ? WORD : /^\w$/.test(character) ? OTHER : literal(character))

function characterClass(pattern: string, from: number): Read | undefined {
  const body = /^\[(?<members>(?:\\.|[^\]\\^])(?:\\.|[^\]\\])*)\]/.exec(pattern.slice(from))?.groups?.['members']
  if (body === undefined) return undefined
  const members = [...body.matchAll(/(?<from>\\?.)-(?<to>\\?.)|\\?./gs)].map(({ 0: member, groups }) => {
    if (groups?.['from'] === undefined) return member.startsWith('\\') ? escaped(member[1]) : literal(member)
    const [start, end] = [groups['from'], groups['to'] ?? '']
    return RANGES.some((range) => range.test(start) && range.test(end)) ? WORD : OTHER
  })
  return { part: members.reduce(or), at: from + body.length + 2 }
}

const TIMES = /^(?:(?<sign>[*+?])|\{(?<least>\d+)(?<comma>,(?<most>\d*))?\})\??/

function times(pattern: string, { part, at }: Read): Read {
  const found = TIMES.exec(pattern.slice(at))
  if (!found?.groups) return { part, at }
  const { sign, least, comma, most } = found.groups
  const [from, to] =
    sign === undefined
      ? [Number(least), comma === undefined ? Number(least) : most === '' ? Infinity : Number(most)]
      : [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity]
  return { part: repeated(part, from, to), at: at + found[0].length }
}
