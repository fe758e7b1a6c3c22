/** A definition is at most 1 MB of JSON. */
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

const MOST_BYTES = 1_048_576
/** The most that a character can have. */
const BYTES_PER_CHARACTER = 3

export const size: Rule = {
  name: 'size',
  of: 'aws',
  *check({ text, fields }, { written }) {
    if (written !== undefined && written.length * BYTES_PER_CHARACTER <= MOST_BYTES) return
    const bytes = Buffer.byteLength(text ?? JSON.stringify(fields))
    if (bytes <= MOST_BYTES) return
    const message = `The definition has ${bytes} bytes, Step Functions takes at most ${MOST_BYTES}. Shorten or move long texts.`
    yield problem('DEFINITION_TOO_LARGE', message, '/', { is: bytes, most: MOST_BYTES })
  },
}
