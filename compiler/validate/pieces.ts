/**
 * What of an expression has to be parsed to know what it reads. Most are texts with values in them, `$join(["Hello ", $name])`: what
 * such a one reads does not depend on its words, and is what its parts read. So the words are left out and the parts parsed by
 * themselves, and most of what the prompts of a project say has been parsed before.
 */

/** An expression that joins others, or one that has to be parsed whole. */
export type Pieces = { readonly joined: readonly Pieces[] } | { readonly whole: string }

export function piecesOf(code: string): Pieces {
  const blank = withoutWords(code)
  return blank === undefined ? { whole: code } : split(blank)
}

function split(code: string): Pieces {
  const parts = partsOf(code)
  return parts ? { joined: parts.map(split) } : { whole: code }
}

/** A text with the escapes that there are; or what may begin anything else: another kind of text, a comment, a regular expression. */
const TEXT_OR_UNSURE = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|["'`/]/g

/** An expression with `""` for its texts; undefined where these cannot be told from the rest without parsing it. */
function withoutWords(code: string): string | undefined {
  let isSure = true
  const blank = code.replaceAll(TEXT_OR_UNSURE, (text, offset: number) => {
    if (text.length === 1) isSure = false
    return isValue(code.slice(0, offset).trimEnd().at(-1), code.slice(offset + text.length).trimStart()[0]) ? '""' : text
  })
  return isSure ? blank : undefined
}

/** Whether a text between these characters is a value: as a step of a path it would be a name. */
const isValue = (before = '[', after = ']'): boolean => '[({,?:'.includes(before) && '])},:'.includes(after)

const OPENING = '$join(['
const CLOSING = '])'

/** What stands between the commas of `$join([…])`; undefined for any other expression. Where brackets do not match, no part parses. */
function partsOf(code: string): readonly string[] | undefined {
  const call = code.trim()
  if (!call.startsWith(OPENING) || !call.endsWith(CLOSING)) return undefined
  const parts: string[] = []
  let begin = OPENING.length
  let depth = 0
  const end = call.length - CLOSING.length
  for (let at = begin; at < end; at++) {
    const mark = call[at] as string
    if (mark === '"') at = endOfText(call, at)
    else if ('([{'.includes(mark)) depth++
    else if (')]}'.includes(mark)) depth--
    else if (mark === ',' && depth === 0) {
      parts.push(call.slice(begin, at))
      begin = at + 1
    }
    // a part that binds a name binds it for those after it
    else if (depth === 0 && call.startsWith(':=', at)) return undefined
  }
  return [...parts, call.slice(begin, end)]
}

function endOfText(code: string, begin: number): number {
  let at = begin + 1
  while (code[at] !== '"') at += code[at] === '\\' ? 2 : 1
  return at
}
