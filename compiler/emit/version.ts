/** The version of a chain: the first 12 hex digits of the SHA-256 of its definition, which the answers of the machine also tell. */
import { createHash } from 'node:crypto'
import type { Definition, State } from '../asl.ts'

/** Stands for the version until the definition, from which it is computed, is there: as it is in JSON and in code. No text of an author has it. */
export const VERSION_TO_COME = '\u0080version\u0080'
const DIGITS = 12

/** Two-space JSON, with a line end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export interface Versioned {
  readonly definition: Definition
  /** The definition as JSON. */
  readonly text: string
  readonly version: string
}

/** The definition with its version filled in; the hash is over the definition in which it is an empty text. */
export function versioned(definition: Definition): Versioned {
  const pieces = jsonText(definition).split(VERSION_TO_COME)
  const version = createHash('sha256').update(pieces.join('')).digest('hex').slice(0, DIGITS)
  return { definition: { ...definition, States: withAnswers(definition.States, version) }, text: pieces.join(version), version }
}

const filled = (text: string, version: string): string => text.replaceAll(VERSION_TO_COME, version)

/** Answers alone tell the version. */
function withAnswers(states: Definition['States'], version: string): Definition['States'] {
  const answers = Object.entries(states).filter(([, { Type }]) => Type === 'Succeed')
  const told = answers.map(([name, state]) => [name, JSON.parse(filled(JSON.stringify(state), version)) as State] as const)
  return { ...states, ...Object.fromEntries(told) }
}
