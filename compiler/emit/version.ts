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
  const text = jsonText(definition)
  const withVersion = (version: string) => text.replaceAll(JSON.stringify(VERSION_TO_COME), JSON.stringify(version))
  const version = createHash('sha256').update(withVersion('')).digest('hex').slice(0, DIGITS)
  return { definition: JSON.parse(withVersion(version)) as Definition, version }
}
