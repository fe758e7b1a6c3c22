/** A valid instance of a JSON Schema, chosen by what the prompt says. Knows the words of the schema and of the prompt, and no others. */
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { choose, scores } from './choose.ts'
import { holdsOf } from './judge.ts'
import type { Reading } from './reading.ts'
import { constantsIn, DEEPEST, list, textIn, wordsIn } from './schema.ts'
import { countOf, namesIn, numbersIn, valueBeside } from './values.ts'
import { significantWords, wordsOf } from './words.ts'

type Schema = JsonObject

/** A text property that wants the user's words rather than a value out of them. */
const WANTS_TEXT =
  /\b(?:text|question|query|message|summary|reason|reasoning|explanation|content|input|search|prompt|description|answer|reply|response|rewritten|title|comment|body|note)\b/i
/** A list of words is wanted. */
const WANTS_WORDS = /\b(?:key\s?words?|terms?|tags?|phrases|comma|commas)\b/i

const MOST_PARTS = 20_000
/** Of things a prompt asks for by a number. */
const MOST_ASKED = 50
const LONGEST = 10_000

const FORMATS: Readonly<Record<string, string>> = {
  date: '2000-01-01',
  'date-time': '2000-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'user@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '127.0.0.1',
  hostname: 'example.com',
}

/** A length or count that a schema sets, within reason. */
const lengthOf = (schema: Schema, limit: string, otherwise: number): number =>
  Math.min(typeof schema[limit] === 'number' ? schema[limit] : otherwise, LONGEST)

/** Whether a text has a schema's pattern; a pattern that is none is no demand. */
function hasPattern(schema: Schema, text: string): boolean {
  if (typeof schema['pattern'] !== 'string') return true
  try {
    return new RegExp(schema['pattern'], 'u').test(text)
  } catch {
    return true
  }
}

export interface Choosing {
  readonly reading: Reading
  /** What to judge by: the prompt's instruction and the system prompt. */
  readonly instruction: string
  /** Sentences of the context that fit a question; the extractor of texts. */
  readonly extract: (question: string) => string | undefined
}

export function instanceOf(schema: unknown, choosing: Choosing): unknown {
  const { reading } = choosing
  const used = new Set<string>()
  /** Parts still to be made: a schema that asks for itself without end gets nulls then. */
  let left = MOST_PARTS

  const resolve = (given: unknown): Schema => {
    let found = given
    for (let turns = 0; isObject(found) && typeof found['$ref'] === 'string' && turns < DEEPEST; turns++) {
      const path = found['$ref'].replace(/^#\/?/, '').split('/')
      found = path.reduce<unknown>(
        (at, key) => (key === '' ? at : isObject(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
        schema,
      )
    }
    if (!isObject(found)) return {}
    const all = list(found['allOf'])
    if (all.length === 0) return found
    const { allOf: _, ...rest } = found
    const parts = [rest, ...all.map(resolve)]
    return Object.assign({}, ...parts, {
      properties: Object.assign({}, ...parts.map((part) => part['properties'])) as JsonObject,
      required: parts.flatMap((part) => list(part['required'])),
    }) as Schema
  }

  const typeOf = (of: Schema): string => {
    const type = Array.isArray(of['type']) ? (of['type'].find((one) => one !== 'null') ?? 'null') : of['type']
    if (typeof type === 'string') return type
    if ('properties' in of) return 'object'
    if ('items' in of) return 'array'
    return 'minimum' in of || 'maximum' in of ? 'number' : 'string'
  }

  const text = (of: Schema, name: string): string => {
    const about = `${wordsOf(name).join(' ')} ${textIn(of['description'])}`
    const format = FORMATS[textIn(of['format'])]
    if (format !== undefined) return format
    const beside = valueBeside(name, reading.question)
    const words = significantWords(reading.question)
    const found =
      beside ??
      (WANTS_WORDS.test(about)
        ? words.join(', ')
        : WANTS_TEXT.test(about)
          ? (choosing.extract(reading.question) ?? reading.question)
          : namesIn(reading.question).find((one) => !used.has(one)))
    const chosen = found ?? (reading.question || 'none')
    used.add(chosen)
    const cut = chosen.slice(0, lengthOf(of, 'maxLength', 2_000)).padEnd(lengthOf(of, 'minLength', 0), '.')
    if (hasPattern(of, cut)) return cut
    return (
      [
        cut,
        ...words,
        ...words.map((word) => word.toLowerCase()),
        'a',
        'A',
        '0',
        '1',
        'a1',
        '2000-01-01',
        'https://example.com/',
      ].find((one) => hasPattern(of, one)) ?? cut
    )
  }

  const number = (of: Schema, whole: boolean): number => {
    const step = whole ? 1 : 0
    const least =
      typeof of['minimum'] === 'number'
        ? of['minimum']
        : typeof of['exclusiveMinimum'] === 'number'
          ? of['exclusiveMinimum'] + (step || 1e-6)
          : undefined
    const most =
      typeof of['maximum'] === 'number'
        ? of['maximum']
        : typeof of['exclusiveMaximum'] === 'number'
          ? of['exclusiveMaximum'] - (step || 1e-6)
          : undefined
    const multiple = typeof of['multipleOf'] === 'number' ? of['multipleOf'] : undefined
    const fits = (value: number) =>
      (!whole || Number.isInteger(value)) &&
      value >= (least ?? -Infinity) &&
      value <= (most ?? Infinity) &&
      (multiple === undefined || Number.isInteger(value / multiple))
    const said = numbersIn(reading.question).find(fits)
    if (said !== undefined) return said
    // Where nothing is said of how many, it is one.
    const middle = least !== undefined && most !== undefined ? (least + most) / 2 : (least ?? Math.min(most ?? 1, 1))
    const rounded = whole ? Math.ceil(middle) : middle
    return multiple === undefined ? rounded : Math.ceil(rounded / multiple) * multiple
  }

  const many = (of: Schema, name: string, depth: number): unknown => {
    const least = lengthOf(of, 'minItems', 0)
    const most = lengthOf(of, 'maxItems', 8)
    const prefix = list(of['prefixItems'])
    if (prefix.length > 0) return prefix.map((item) => build(item, name, depth + 1))
    const item = resolve(of['items'])
    const choices = list(item['enum'])
    if (choices.length > 0) {
      const options = choices.map((choice) => ({ name: String(choice), words: String(choice) }))
      const scored = scores(options, reading, choosing.instruction)
      const ordered = choices
        .map((choice, index) => ({ choice, score: scored[index] as number }))
        .sort((a, b) => b.score - a.score)
      const fitting = ordered.filter(({ score }) => score > 0).length
      // More wanted than there are: they come again.
      return Array.from({ length: Math.min(most, Math.max(least, fitting)) }, (_, at) => ordered[at % ordered.length]?.choice)
    }
    if (typeOf(item) === 'string' && !('const' in item) && !('anyOf' in item)) {
      const fits = (word: string) =>
        word.length >= lengthOf(item, 'minLength', 0) &&
        word.length <= lengthOf(item, 'maxLength', Infinity) &&
        !('format' in item) &&
        hasPattern(item, word)
      const words = significantWords(reading.question).filter(fits).slice(0, Math.min(most, 8))
      return Array.from({ length: Math.max(words.length, least) }, (_, at) => words[at] ?? text(item, name))
    }
    const asked = Math.min(countOf(name, choosing.instruction) ?? 1, MOST_ASKED)
    return Array.from({ length: Math.min(Math.max(least, depth < DEEPEST / 2 ? asked : 0), most) }, () =>
      build(of['items'], name, depth + 1),
    )
  }

  /** Whether the question says anything for an optional text: what it does not say is left out. */
  const isSaid = (given: unknown, name: string): boolean => {
    const of = resolve(given)
    if (typeOf(of) !== 'string' || 'const' in of || 'enum' in of || 'anyOf' in of || 'oneOf' in of) return true
    const about = `${wordsOf(name).join(' ')} ${textIn(of['description'])}`
    return WANTS_TEXT.test(about) || WANTS_WORDS.test(about) || valueBeside(name, reading.question) !== undefined
  }

  const object = (of: Schema, depth: number): unknown => {
    const required = new Set(list(of['required']))
    const built: Record<string, unknown> = {}
    for (const [key, property] of Object.entries(isObject(of['properties']) ? of['properties'] : {})) {
      if (required.has(key) || (depth < DEEPEST / 2 && isSaid(property, key))) built[key] = build(property, key, depth + 1)
    }
    for (const key of required) if (!(String(key) in built)) built[String(key)] = 'none'
    return built
  }

  const build = (given: unknown, name: string, depth: number): unknown => {
    if (left-- <= 0 || depth > 3 * DEEPEST) return null
    const of = resolve(given)
    if ('const' in of) return of['const']
    const choices = list(of['enum'])
    if (choices.length > 0) {
      return choices[
        choose(
          choices.map((choice) => ({ name: String(choice), words: String(choice) })),
          reading,
          choosing.instruction,
        )
      ]
    }
    const union = [...list(of['anyOf']), ...list(of['oneOf'])].map(resolve)
    const variants = union.filter((variant) => variant['type'] !== 'null')
    if (union.length > 0 && variants.length === 0) return null
    if (variants.length > 0) {
      // Deep inside, a union ends the recursion if one of its variants can.
      if (depth >= DEEPEST && variants.length < union.length) return null
      const options = variants.map((variant) => ({ name: constantsIn(variant).join(' '), words: wordsIn(variant) }))
      const { anyOf: _a, oneOf: _o, ...common } = of
      const chosen = variants[choose(options, reading, choosing.instruction)] as Schema
      return build('properties' in common && 'properties' in chosen ? { allOf: [common, chosen] } : chosen, name, depth + 1)
    }
    switch (typeOf(of)) {
      case 'object':
        return object(of, depth)
      case 'array':
        return many(of, name, depth)
      case 'boolean':
        return holdsOf(`${wordsOf(name).join(' ')}. ${textIn(of['description'])}. ${choosing.instruction}`, reading)
      case 'integer':
        return number(of, true)
      case 'number':
        return number(of, false)
      case 'null':
        return null
      default:
        return text(of, name)
    }
  }
  return build(schema, '', 0)
}
