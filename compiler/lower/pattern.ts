/** A schema's `pattern` as a regular expression of JSONata, whose scanner counts brackets and whose `$` may stop before a line end. */

/** What JSONata's engines do not have, or read otherwise: properties, code points, named groups, looking behind. */
const OTHERWISE = /\\[pPk]|\\u\{|\(\?</

const hex = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
/** Brackets that are none, and slashes, would end the expression too early or too late. */
const MISCOUNTED = '()[]{}/\\'
const plain = (character: string) => (MISCOUNTED.includes(character) ? hex(character) : character)

/** The end of the text, in every engine. */
const END = '(?![\\s\\S])'

/** The expression with its slashes; null for one that would mean something else there, or is none. */
export function patternCode(pattern: string): string | null {
  if (pattern === '' || OTHERWISE.test(pattern) || !isPattern(pattern)) return null
  let code = ''
  let inClass = false
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string
    if (character === '\\') {
      const next = pattern[++at] as string
      code += MISCOUNTED.includes(next) ? hex(next) : `\\${next}`
    } else if (inClass) {
      inClass = character !== ']'
      code += inClass ? plain(character) : character
    } else {
      inClass = character === '['
      code += character === '$' ? END : character === '/' ? hex(character) : character
    }
  }
  return `/${code}/`
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== ''
  } catch {
    return false
  }
}
