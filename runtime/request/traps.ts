/**
 * Refuses JSON that is legal and still means different things to different readers: names that reach a prototype,
 * nesting that overflows a stack, numbers that a double cannot hold, halves of a character.
 */
import { invalidField } from '../failure.ts'

const DEEPEST = 100
const HALF_CHARACTER = /\p{Surrogate}/u
const HALF_CHARACTERS = /\p{Surrogate}/gu

interface Trap {
  readonly path: string
  readonly message: string
}

export function refuseTraps(value: unknown): void {
  const trap = findTrap(value, 0)
  if (trap !== undefined) throw invalidField(trap.path.replace(/^\./, ''), trap.message)
}

// The path is put together on the way back, so that a good body costs no strings.
function findTrap(value: unknown, depth: number): Trap | undefined {
  if (typeof value === 'string')
    return HALF_CHARACTER.test(value) ? here('holds half of a surrogate pair, which no UTF-8 text can') : undefined
  if (typeof value === 'number')
    return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))
      ? here('is a number too large to be exact; send it as a string')
      : undefined
  if (typeof value !== 'object' || value === null) return undefined
  // Where that is would be a hundred steps to read.
  if (depth >= DEEPEST) throw invalidField('', `nests more than ${DEEPEST} levels`)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const trap = findTrap(value[index], depth + 1)
      if (trap !== undefined) return within(`[${index}]`, trap)
    }
    return undefined
  }
  for (const name of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[name]
    const reachesPrototype = name === '__proto__' || (name === 'constructor' && hasPrototype(inner))
    const trap = reachesPrototype
      ? here('is a name that is not accepted')
      : HALF_CHARACTER.test(name)
        ? here('is a name with half of a surrogate pair in it')
        : findTrap(inner, depth + 1)
    if (trap !== undefined) return within(`.${name.slice(0, 64).replaceAll(HALF_CHARACTERS, '?')}`, trap)
  }
  return undefined
}

const here = (message: string): Trap => ({ path: '', message })
// Too deep a path helps nobody.
const within = (step: string, { path, message }: Trap): Trap => ({ path: path.length > 200 ? path : step + path, message })
const hasPrototype = (value: unknown) => typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
