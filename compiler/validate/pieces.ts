/**
 * What of an expression has to be parsed to know what it reads. Most are texts with values in them, `$join(["Hello ", $name])`: what
 * such a one reads does not depend on its words, and is what its parts read. So the words are left out and the parts parsed by
 * themselves, and most of what the prompts of a project say has been parsed before.
 */

/** A text with the escapes that there are; or what may begin anything else: another kind of text, a comment, a regular expression. */
const TEXT_OR_UNSURE = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|["'`/]/g

/** An expression with `""` for its texts; as it is, where these cannot be told from the rest without parsing it. */
export function withoutWords(code: string): string {
  let isSure = true
  const blank = code.replaceAll(TEXT_OR_UNSURE, (text, offset: number) => {
    if (text.length === 1) isSure = false
    return isValue(code.slice(0, offset).trimEnd().at(-1), code.slice(offset + text.length).trimStart()[0]) ? '""' : text
  })
  return isSure ? blank : code
}

/** Whether a text between these characters is a value: as a step of a path it would be a name. */
const isValue = (before = '[', after = ']'): boolean => '[({,?:'.includes(before) && '])},:'.includes(after)

/** An expression that joins others, or one that has to be parsed whole. */
export type Pieces = { readonly joined: readonly Pieces[] } | { readonly whole: string }

export function piecesOf(code: string): Pieces {
  const parts = partsOf(code)
  return parts ? { joined: parts.map(piecesOf) } : { whole: code }
}

const OPENING = '$join(['
const CLOSING = '])'
const MARK = /"(?:[^"\\]|\\[^])*"|[([{]|[)\]}]|,|:=|["'`/]/g

/** What stands between the commas of `$join([…])`; undefined for any other expression. Where brackets do not match, no part parses. */
function partsOf(code: string): readonly string[] | undefined {
  const call = code.trim()
  if (!call.startsWith(OPENING) || !call.endsWith(CLOSING)) return undefined
  const list = call.slice(OPENING.length, -CLOSING.length)
  const parts: string[] = []
  let begin = 0
  let depth = 0
  for (const { 0: mark, index } of list.matchAll(MARK)) {
    if ('([{'.includes(mark)) depth++
    else if (')]}'.includes(mark)) depth--
    else if (mark === ',' && depth === 0) {
      parts.push(list.slice(begin, index))
      begin = index + 1
    }
    // a part that binds a name may bind it for those after it, unless in a block or function of its own
    else if (mark === ':=') return undefined
    else if (mark.length === 1 && mark !== ',') return undefined
  }
  return [...parts, list.slice(begin)]
}
