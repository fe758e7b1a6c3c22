/** The intrinsic functions of JSONPath mode, `States.Format` and the others: what each does with its arguments. */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { javaRandom } from '../../../compiler/jsonata/index.ts'
import type { Services } from '../../../compiler/jsonata/index.ts'

/** An argument that the function cannot work with. */
export class IntrinsicError extends Error {
  override readonly name = 'IntrinsicError'
}

/** AWS takes no longer text into these functions, and makes no longer range. */
const LONGEST_TEXT = 10_000
const LONGEST_RANGE = 1000

const DIGESTS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** The arguments of one call, each taken as the type it has to be. */
class Arguments {
  readonly #values: readonly unknown[]
  constructor(values: readonly unknown[]) {
    this.#values = values
  }
  #wrong(at: number, type: string): never {
    throw new IntrinsicError(`Argument ${at + 1} must be ${type} but was: ${JSON.stringify(this.#values[at])}`)
  }
  get count(): number {
    return this.#values.length
  }
  any(at: number): unknown {
    return this.#values[at]
  }
  all(): readonly unknown[] {
    return this.#values
  }
  text(at: number): string {
    const value = this.#values[at]
    return typeof value === 'string' ? value : this.#wrong(at, 'a string')
  }
  shortText(at: number): string {
    const text = this.text(at)
    return text.length <= LONGEST_TEXT ? text : this.#wrong(at, `a string of at most ${LONGEST_TEXT} characters`)
  }
  list(at: number): readonly unknown[] {
    const value = this.#values[at]
    return Array.isArray(value) ? value : this.#wrong(at, 'an array')
  }
  object(at: number): object {
    const value = this.#values[at]
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : this.#wrong(at, 'an object')
  }
  /** Numbers are rounded, halves up, as Java does. */
  integer(at: number): number {
    const value = this.#values[at]
    return typeof value === 'number' ? Math.round(value) + 0 : this.#wrong(at, 'a number')
  }
}

/** As Java writes a value into a text: strings bare, objects as `{a=1}`. */
function javaText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${javaText(member)}`)
    .join(', ')}}`
}

/** The template's parts around its `{}`; a backslash makes a brace or a backslash plain. */
function templateParts(template: string): readonly string[] {
  const parts = ['']
  for (let at = 0; at < template.length; at += 1) {
    const character = template[at] as string
    const next = template[at + 1]
    if (character === '\\' && (next === '{' || next === '}' || next === '\\' || next === "'")) {
      parts[parts.length - 1] += next
      at += 1
    } else if (character === '{' && next === '}') {
      parts.push('')
      at += 1
    } else if (character === '{' || character === '}') {
      throw new IntrinsicError(`'${template}' has a brace that is neither escaped nor a placeholder`)
    } else parts[parts.length - 1] += character
  }
  return parts
}

function format(given: Arguments): string {
  const [first, ...others] = templateParts(given.text(0))
  if (others.length !== given.count - 1) {
    throw new IntrinsicError(`The template has ${others.length} placeholders, but ${given.count - 1} arguments were given`)
  }
  return others.reduce((text, part, index) => text + javaText(given.any(index + 1)) + part, first ?? '')
}

/** Blank text is null, as Java's parser has it. */
function parsed(text: string): unknown {
  if (text.trim() === '') return null
  try {
    const value = JSON.parse(text) as unknown
    return Object.is(value, -0) ? 0 : value
  } catch (error) {
    throw new IntrinsicError(`The argument is not valid JSON: ${(error as Error).message}`)
  }
}

function arrayRange(given: Arguments): readonly number[] {
  const [from, to, step] = [given.integer(0), given.integer(1), given.integer(2)] as const
  if (step === 0) throw new IntrinsicError('The step must not be 0')
  const count = Math.max(0, Math.floor((to - from) / step) + 1)
  if (count > LONGEST_RANGE) throw new IntrinsicError(`The range must not have more than ${LONGEST_RANGE} elements`)
  return Array.from({ length: count }, (_, index) => from + index * step)
}

function arrayPartition(given: Arguments): readonly unknown[] {
  const [list, size] = [given.list(0), given.integer(1)] as const
  if (size < 1) throw new IntrinsicError('The chunk size must be positive')
  return Array.from({ length: Math.ceil(list.length / size) }, (_, part) => list.slice(part * size, (part + 1) * size))
}

function arrayGetItem(given: Arguments): unknown {
  const [list, index] = [given.list(0), given.integer(1)] as const
  if (index < 0 || index >= list.length) throw new IntrinsicError(`The index ${index} is out of the array's ${list.length} items`)
  return list[index]
}

function arrayUnique(given: Arguments): readonly unknown[] {
  const unique: unknown[] = []
  for (const item of given.list(0)) if (!unique.some((known) => isDeepStrictEqual(known, item))) unique.push(item)
  return unique
}

function hash(given: Arguments): string {
  const digest = DIGESTS[given.text(1)]
  if (digest === undefined) throw new IntrinsicError(`There is no hash algorithm '${given.text(1)}'`)
  const data = given.any(0)
  const text = typeof data === 'string' ? given.shortText(0) : JSON.stringify(data)
  return createHash(digest).update(text).digest('hex')
}

function jsonMerge(given: Arguments): object {
  if (given.any(2) !== false) throw new IntrinsicError('Only the shallow merge is there: the third argument must be false')
  return { ...given.object(0), ...given.object(1) }
}

function mathRandom(given: Arguments, services: Services): number {
  const [from, to] = [given.integer(0), given.integer(1)] as const
  if (from >= to) throw new IntrinsicError('The end must be greater than the start')
  const chance = given.count > 2 ? javaRandom(given.integer(2)) : services.random()
  return from + Math.floor(chance * (to - from))
}

/** Every character of the second argument separates; what is empty between two separators is left out. */
function stringSplit(given: Arguments): readonly string[] {
  const separators = new Set(given.text(1))
  const parts = ['']
  for (const character of given.text(0)) {
    if (separators.has(character)) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts.filter((part) => part !== '')
}

interface Intrinsic {
  readonly least: number
  readonly most: number
  readonly call: (given: Arguments, services: Services) => unknown
}
const intrinsic = (least: number, most: number, call: Intrinsic['call']): Intrinsic => ({ least, most, call })

const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map([
  ['States.Array', intrinsic(0, Infinity, (given) => given.all())],
  ['States.ArrayContains', intrinsic(2, 2, (given) => given.list(0).some((item) => isDeepStrictEqual(item, given.any(1))))],
  ['States.ArrayGetItem', intrinsic(2, 2, arrayGetItem)],
  ['States.ArrayLength', intrinsic(1, 1, (given) => given.list(0).length)],
  ['States.ArrayPartition', intrinsic(2, 2, arrayPartition)],
  ['States.ArrayRange', intrinsic(3, 3, arrayRange)],
  ['States.ArrayUnique', intrinsic(1, 1, arrayUnique)],
  ['States.Base64Decode', intrinsic(1, 1, (given) => Buffer.from(given.shortText(0), 'base64').toString())],
  ['States.Base64Encode', intrinsic(1, 1, (given) => Buffer.from(given.shortText(0)).toString('base64'))],
  ['States.Format', intrinsic(1, Infinity, format)],
  ['States.Hash', intrinsic(2, 2, hash)],
  ['States.JsonMerge', intrinsic(3, 3, jsonMerge)],
  ['States.JsonToString', intrinsic(1, 1, (given) => JSON.stringify(given.any(0)))],
  ['States.MathAdd', intrinsic(2, 2, (given) => given.integer(0) + given.integer(1))],
  ['States.MathRandom', intrinsic(2, 3, mathRandom)],
  ['States.StringSplit', intrinsic(2, 2, stringSplit)],
  ['States.StringToJson', intrinsic(1, 1, (given) => parsed(given.text(0)))],
  ['States.UUID', intrinsic(0, 0, (_given, services) => services.uuid())],
])

/** Throws `IntrinsicError`. */
export function callIntrinsic(name: string, values: readonly unknown[], services: Services): unknown {
  const known = INTRINSICS.get(name)
  if (!known) throw new IntrinsicError(`There is no function '${name}'`)
  if (values.length < known.least || values.length > known.most) {
    throw new IntrinsicError(`${name} was called with ${values.length} arguments`)
  }
  return known.call(new Arguments(values), services)
}
