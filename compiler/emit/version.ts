/** The version of a chain: the first 12 hex digits of the SHA-256 of its definition, which the answers of the machine also tell. */
import { createHash } from 'node:crypto'
import type { Definition } from '../asl.ts'

/** Stands for the version until the definition, from which it is computed, is there. No text of an author has it. */
export const VERSION_TO_COME = '\u0000version'
const DIGITS = 12

/** Two-space JSON, with a line end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The definition with its version filled in; the hash is over the definition in which it is an empty text. */
export function versioned(definition: Definition): { readonly definition: Definition; readonly version: string } {
  const withVersion = (version: string) =>
    JSON.parse(JSON.stringify(definition, (_, value: unknown) => (value === VERSION_TO_COME ? version : value))) as Definition
  const version = createHash('sha256')
    .update(jsonText(withVersion('')))
    .digest('hex')
    .slice(0, DIGITS)
  return { definition: withVersion(version), version }
}
