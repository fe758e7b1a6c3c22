/** A valid instance of a JSON Schema, chosen by what the prompt says. Knows the words of the schema and of the prompt, and no others. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { holdsOf } from './judge.ts'
import type { Reading } from './reading.ts'
import { alike, askedStems, holds, isStopWord, significantWords, stemsOf, wordsOf } from './words.ts'

type Schema = JsonObject

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Names of a choice nobody asked for by name. */
const CATCH_ALL = /\b(?:other|others|general|default|unknown|none|misc|miscellaneous|anything|else|unclear|fallback)\b/i
/** A text property that wants the user's words rather than a value out of them. */
const WANTS_TEXT =
  /\b(?:text|question|query|message|summary|reason|reasoning|explanation|content|input|search|prompt|description|answer|reply|response|rewritten|title|comment|body|note)\b/i
/** A list of words is wanted. */
const WANTS_WORDS = /\b(?:key\s?words?|terms?|tags?|phrases|comma|commas)\b/i
const DEEPEST = 12

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

/** Every word a schema has to say about its values. */
function wordsIn(schema: unknown, depth = 0): string {
  if (!isObject(schema) || depth > DEEPEST) return ''
  const parts = [textIn(schema['title']), textIn(schema['description']), ...list(schema['enum']).map(String)]
  if ('const' in schema) parts.push(String(schema['const']))
  for (const [name, property] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
    parts.push(name, wordsIn(property, depth + 1))
  }
  for (const variant of [...list(schema['anyOf']), ...list(schema['oneOf']), ...list(schema['allOf'])])
    parts.push(wordsIn(variant, depth + 1))
  if ('items' in schema) parts.push(wordsIn(schema['items'], depth + 1))
  return parts.join(' ')
}

/** What a schema fixes: its constants, which name a variant of a union. */
const constantsIn = (schema: unknown): readonly string[] => {
  if (!isObject(schema)) return []
  if ('const' in schema) return [String(schema['const'])]
  const only = list(schema['enum'])
  if (only.length === 1) return [String(only[0])]
  return Object.values(isObject(schema['properties']) ? schema['properties'] : {}).flatMap(constantsIn)
}

interface Option {
  readonly name: string
  readonly words: string
}

/** What the instruction says beside an option's name ("billing: invoices and refunds"), where a clause names one option only. */
function glossary(options: readonly Option[], instruction: string): readonly string[] {
  const clauses = instruction.split(/[\n;.]+/)
  return options.map((option, index) => {
    const name = stemsOf(option.name)
    if (name.size === 0) return ''
    return clauses
      .filter((clause) => {
        const said = stemsOf(clause)
        const speaksOf = (other: Option) => {
          const words = [...stemsOf(other.name)]
          return words.length > 0 && words.every((word) => holds(said, word))
        }
        return speaksOf(option) && options.every((other, at) => at === index || !speaksOf(other))
      })
      .join(' ')
  })
}

/** The scores of several options by the overlap of their words with the question; a word that all options share tells nothing. */
function scores(options: readonly Option[], reading: Reading, instruction: string): readonly number[] {
  const told = glossary(options, instruction)
  const own = options.map((option, index) => ({ near: stemsOf(option.words), far: stemsOf(told[index] as string) }))
  const asked = askedStems(reading.question)
  const before = askedStems(reading.earlier.join('\n'))
  return own.map(({ near, far }) => {
    let score = 0
    for (const [evidence, weight] of [
      [asked, 1],
      [before, 0.2],
    ] as const) {
      for (const word of evidence) {
        const strength = holds(near, word) ? 1 : holds(far, word) ? 0.5 : 0
        if (strength === 0) continue
        const sharing = own.filter((other) => holds(other.near, word) || holds(other.far, word)).length
        if (sharing < options.length || options.length === 1) score += (weight * strength) / sharing
      }
    }
    return score
  })
}

/** The index of the option that fits best; where none fits, the catch-all one, else the first. */
function choose(options: readonly Option[], reading: Reading, instruction: string): number {
  const scored = scores(options, reading, instruction)
  const best = Math.max(...scored)
  if (best > 0) return scored.indexOf(best)
  const fallback = options.findIndex((option) => CATCH_ALL.test(option.name))
  return fallback >= 0 ? fallback : 0
}

const lengthOf = (schema: Schema, limit: string, otherwise: number): number =>
  typeof schema[limit] === 'number' ? schema[limit] : otherwise

export interface Choosing {
  readonly reading: Reading
  /** What to judge by: the prompt's instruction and the system prompt. */
  readonly instruction: string
  /** Sentences of the context that fit a question; the extractor of texts. */
  readonly extract: (question: string) => string | undefined
}

/** A word of the question that stands beside one of the property's own words: "order 4711" for `order`. */
function valueBeside(name: string, question: string): string | undefined {
  const wanted = stemsOf(name)
  const words = question.match(/[\p{L}\p{N}][\p{L}\p{N}._@-]*/gu) ?? []
  for (const [index, word] of words.entries()) {
    const next = words[index + 1]
    if (
      next !== undefined &&
      (/\d/.test(next) || /^\p{Lu}/u.test(next)) &&
      [...stemsOf(word)].some((said) => holds(wanted, said))
    )
      return next
  }
  return undefined
}

/** Proper nouns, quoted texts and codes of the question, which a value may be. */
function namesIn(question: string): readonly string[] {
  const quoted = [...question.matchAll(/["“]([^"”]+)["”]/g)].map((match) => match[1] as string)
  const named = [
    ...question.matchAll(/(?<=[^.!?\s]\s+)\p{Lu}[\p{L}\p{N}-]*(?:\s+\p{Lu}[\p{L}\p{N}-]*)*|\b[\p{L}-]*\d[\p{L}\d-]*\b/gu),
  ].map((match) => match[0])
  return [...quoted, ...named.filter((name) => name.length > 1 && !isStopWord(name.toLowerCase()))]
}

export function instanceOf(schema: unknown, choosing: Choosing): unknown {
  const { reading } = choosing
  const used = new Set<string>()

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
    if (typeof of['pattern'] !== 'string') return cut
    const pattern = new RegExp(of['pattern'], 'u')
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
      ].find((one) => pattern.test(one)) ?? cut
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
    const said = (reading.question.match(/(?<![\p{L}\p{N}.])-?\d+(?:\.\d+)?(?![\p{L}\p{N}])/gu) ?? []).map(Number).find(fits)
    if (said !== undefined) return said
    const middle = least !== undefined && most !== undefined ? (least + most) / 2 : (least ?? Math.min(most ?? 0, 0))
    const rounded = whole ? Math.ceil(middle) : middle
    return multiple === undefined ? rounded : Math.ceil(rounded / multiple) * multiple
  }

  const many = (of: Schema, name: string, depth: number): unknown => {
    const least = typeof of['minItems'] === 'number' ? of['minItems'] : 0
    const most = typeof of['maxItems'] === 'number' ? of['maxItems'] : 8
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
        (typeof item['pattern'] !== 'string' || new RegExp(item['pattern'], 'u').test(word))
      const words = significantWords(reading.question).filter(fits).slice(0, Math.min(most, 8))
      return Array.from({ length: Math.max(words.length, least) }, (_, at) => words[at] ?? text(item, name))
    }
    return Array.from({ length: Math.min(Math.max(least, depth < DEEPEST / 2 ? 1 : 0), most) }, () =>
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
    if (depth > 3 * DEEPEST) return null
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

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })

/** What is wrong with a schema that an answer is asked for by; undefined where nothing is. */
export function schemaProblem(schema: unknown): string | undefined {
  if (!isObject(schema)) return 'it is not an object'
  if (ajv.validateSchema(schema) === true) return undefined
  return ajv.errorsText(ajv.errors, { dataVar: 'schema' })
}

/** The tool that fits the question best, with how well: the overlap of its words. */
export function fittingTool(tools: readonly Option[], reading: Reading): { readonly index: number; readonly score: number } {
  const asked = [...askedStems(reading.question)]
  const scored = tools.map((tool) => asked.filter((word) => [...stemsOf(tool.words)].some((own) => alike(own, word))).length)
  const score = Math.max(...scored)
  return { index: scored.indexOf(score), score }
}
