/** The properties of an object literal in a source, as far as they can be told apart without parsing TypeScript. */

export interface Property {
  readonly name: string
  /** Offsets of its first character, and behind its last. */
  readonly start: number
  readonly end: number
}

const OPENING = '([{'
const CLOSING = ')]}'
const QUOTES = '\'"`'
const NAMED = /^(?:\w+|'[^'\\]*'|"[^"\\]*")(?=\s*(?::|$))/

/** `start`: behind the opening brace. None where there is what this does not understand: a comment, a text within a text. */
export function propertiesOf(source: string, start: number): readonly Property[] | undefined {
  const ends = endsIn(source, start)
  if (!ends) return undefined
  const parts = ends.map((end, index) => {
    const from = index === 0 ? start : (ends[index - 1] as number) + 1
    const text = source.slice(from, end)
    return { text: text.trim(), start: from + text.length - text.trimStart().length, end: from + text.trimEnd().length }
  })
  return parts
    .filter(({ text }) => text !== '')
    .map(({ text, ...range }) => ({ name: NAMED.exec(text)?.[0].replaceAll(/['"]/g, '') ?? '', ...range }))
}

/** Where each part ends: at a comma, the last one at the closing brace. */
function endsIn(source: string, start: number): readonly number[] | undefined {
  const ends: number[] = []
  let depth = 0
  for (let at = start; at < source.length; at++) {
    const character = source[at] as string
    if (character === '/') return undefined
    if (QUOTES.includes(character)) {
      const close = endOfText(source, at)
      if (close === undefined) return undefined
      at = close
    } else if (OPENING.includes(character)) depth++
    else if (CLOSING.includes(character)) {
      if (depth === 0) return [...ends, at]
      depth--
    } else if (character === ',' && depth === 0) ends.push(at)
  }
  return undefined
}

function endOfText(source: string, start: number): number | undefined {
  const quote = source[start]
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === quote) return at
    else if (source.startsWith('${', at)) return undefined
  }
  return undefined
}
