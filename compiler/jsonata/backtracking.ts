/**
 * How long a text may be for a regular expression to be certain to end soon over it. A repeat without end tries every length, so
 * each one after another multiplies the work by the length of the text; one inside of another has no bound worth the name.
 */

/** Steps that take no time to speak of. */
const MOST_STEPS = 10_000_000
/** No expression backtracks for long over so little text. */
const SHORT_TEXT = 16

interface Read {
  /** How many repeats without end are tried one after another, at most. */
  readonly repeats: number
  /** A text is matched in one way or in none: there is nothing to choose. */
  readonly isFixed: boolean
  /** Where the reading stopped: at the end, or at the parenthesis that closes the group. */
  readonly end: number
}

const CLASS = /\[(?:\\.|[^\]\\])*\]/y
const REPEAT = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y
const LOOKS_BACK = /\\[1-9]|\\k</

function matchAt(pattern: RegExp, source: string, index: number): string {
  pattern.lastIndex = index
  return pattern.exec(source)?.[0] ?? ''
}

/** One character, class or group, without what repeats it. */
function readOne(source: string, index: number): Read {
  if (source[index] === '(') {
    const group = readAlternatives(source, index + 1)
    return { ...group, end: group.end + 1 }
  }
  const length = source[index] === '[' ? matchAt(CLASS, source, index).length : source[index] === '\\' ? 2 : 1
  return { repeats: 0, isFixed: true, end: index + Math.max(1, length) }
}

/** Alternatives from `start` to the end of their group. */
function readAlternatives(source: string, start: number): Read {
  const each = [0]
  let isFixed = true
  let index = start
  while (index < source.length && source[index] !== ')') {
    if (source[index] === '|') {
      each.push(0)
      index += 1
      continue
    }
    const one = readOne(source, index)
    const repeat = matchAt(REPEAT, source, one.end)
    index = one.end + repeat.length
    isFixed &&= one.isFixed && (repeat === '' || /^\{\d+\}/.test(repeat))
    const repeats =
      repeat === '' || repeat[0] === '?' ? one.repeats : !one.isFixed ? Number.POSITIVE_INFINITY : /^\{\d+\}/.test(repeat) ? 0 : 1
    each[each.length - 1] = (each.at(-1) ?? 0) + repeats
  }
  return { repeats: Math.max(...each), isFixed: isFixed && each.length === 1, end: index }
}

/** Characters of a text over which `source` takes no time to speak of, wherever a match begins. */
export function safeLength(source: string): number {
  if (LOOKS_BACK.test(source)) return SHORT_TEXT
  const { repeats } = readAlternatives(source, 0)
  if (repeats === 0) return Number.POSITIVE_INFINITY
  return Math.max(SHORT_TEXT, Math.floor(MOST_STEPS ** (1 / (repeats + 1))))
}
