/**
 * The one list of how JSONata in Step Functions differs from the library (jsonata 2.0.6, the version AWS names):
 * functions it adds, functions it takes away, and what a value may weigh.
 */
import { createHash, randomUUID } from 'node:crypto'
import jsonata from 'jsonata'
import { javaRandom } from './java-random.ts'
import type { Memo } from './memo.ts'
import { underWatch } from './watch.ts'

/** Where an expression gets time, chance and new ids from. */
export interface Services {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly uuid: () => string
  /** Where given: values are kept in it, and not computed twice. */
  readonly memo?: Memo | undefined
}

export const ownServices: Services = { now: Date.now, random: Math.random, uuid: randomUUID }

/** The bytes of values that one expression may hold: measured on AWS, between `[1..873782]` and `[1..873783]`. */
export const MOST_BYTES = 6_990_256

/** The binding that carries the services; no expression can write this name. */
export const SERVICES = ' services'

/** What the library passes as `this`: the frame that the function was called in. */
interface Focus {
  readonly environment: { lookup(name: string): unknown }
}
const servicesOf = (focus: Focus): Services => focus.environment.lookup(SERVICES) as Services

/** A failure as the library throws them: it fills the message in by the code when it knows the code. */
const failed = (code: string, message: string, more: object = {}): unknown => Object.assign(new Error(message), { code, ...more })

export const memoryExceeded = (): unknown =>
  failed('U1001', 'Expression evaluation memory limit exceeded: Check for excessive memory usage')

const DIGESTS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw failed('D0000', `The argument of function "parse" is not valid JSON: ${(error as Error).message}`)
  }
}

/** Sizes and steps lose their fraction, as a Java cast does. */
function partition(list: readonly unknown[] | undefined, size: number | undefined): unknown {
  const whole = Math.trunc(size ?? 0)
  if (list === undefined || list.length === 0 || whole < 1) return undefined
  return Array.from({ length: Math.ceil(list.length / whole) }, (_, part) => list.slice(part * whole, (part + 1) * whole))
}

function range(start: number | undefined, end: number | undefined, step: number | undefined): unknown {
  if (start === undefined || end === undefined || step === undefined) return undefined
  const [from, to, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)]
  const count = Math.floor((to - from) / by) + 1
  if (by === 0 || !(count >= 1)) return undefined
  if (count * 8 > MOST_BYTES) throw memoryExceeded()
  const numbers = Array.from({ length: count }, (_, index) => from + index * by)
  return count === 1 ? numbers[0] : numbers
}

function hash(text: string | undefined, algorithm: string | undefined): unknown {
  const digest = algorithm === undefined ? undefined : DIGESTS[algorithm]
  if (text === undefined || digest === undefined) return undefined
  return createHash(digest).update(text).digest('hex')
}

function random(this: Focus, seed?: number): number {
  return seed === undefined ? servicesOf(this).random() : javaRandom(seed)
}

function uuid(this: Focus): string {
  return servicesOf(this).uuid()
}

function millis(this: Focus): number {
  return Math.floor(servicesOf(this).now())
}

/** A function of the library as it keeps it. */
interface Builtin {
  implementation(this: Focus, ...given: readonly unknown[]): unknown
}
const builtin = async (name: string): Promise<Builtin> => (await jsonata(`$${name}`).evaluate(null)) as Builtin
const fromMillis = builtin('fromMillis')
const padded = builtin('pad')
const distincted = builtin('distinct')

async function now(this: Focus, picture?: string, zone?: string): Promise<unknown> {
  return (await fromMillis).implementation.call(this, millis.call(this), picture, zone)
}

/** The library would build the string first and weigh nothing. */
async function pad(this: Focus, text: string | undefined, width: number, filling?: string): Promise<unknown> {
  if (Math.abs(width) > MOST_BYTES) throw memoryExceeded()
  return (await padded).implementation.call(this, text, width, filling)
}

/** The library compares each item with each other. */
const MANY = 1000

async function distinct(this: Focus, list: unknown): Promise<unknown> {
  const library = await distincted
  if (!Array.isArray(list) || list.length < MANY) return library.implementation.call(this, list)
  return underWatch(() => library.implementation.call(this, list))
}

type Implementation = (this: never, ...given: never[]) => unknown

/** Functions AWS adds, and those of the library that ask for time or chance, with the library's signature notation. */
const REPLACED: Readonly<Record<string, readonly [Implementation, signature: string]>> = {
  parse: [parseJson, '<s?:x>'],
  partition: [partition, '<a?n?:a>'],
  range: [range, '<n?n?n?:x>'],
  hash: [hash, '<s?s?:s>'],
  random: [random, '<n?:n>'],
  uuid: [uuid, '<:s>'],
  now: [now, '<s?s?:s>'],
  millis: [millis, '<:n>'],
  pad: [pad, '<s-ns?:s>'],
  distinct: [distinct, '<x:x>'],
}

/** Functions of the library that AWS does not have. */
export const REMOVED: readonly string[] = ['eval']

/** Every function name an expression may call beyond the library's own. */
export const ADDED_NAMES: readonly string[] = ['parse', 'partition', 'range', 'hash', 'random', 'uuid']

/** Makes an expression of the library one of Step Functions'. */
export function register(expression: jsonata.Expression): void {
  for (const [name, [implementation, signature]] of Object.entries(REPLACED)) {
    expression.registerFunction(name, implementation as never, signature)
  }
  for (const name of REMOVED) expression.assign(name, undefined)
}
