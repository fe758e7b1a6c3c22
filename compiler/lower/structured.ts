/** Answers by a schema: the schema as a model is told it, and the check of what came back, in JSONata. */
import type { Json } from '../asl.ts'
import { fieldAccess, jsonLiteral, textLiteral } from '../prompt/index.ts'
import type { Schema } from '../tree.ts'
import { balanced } from './functions/lower.ts'
import { patternCode } from './pattern.ts'

/** Keywords that a grammar of Bedrock takes; others are checked by us alone. */
const IN_GRAMMAR: ReadonlySet<string> = new Set('type properties required items enum const anyOf description title'.split(' '))
/** A model that is told in words reads a pattern, too. */
const IN_WORDS: ReadonlySet<string> = new Set([...IN_GRAMMAR, 'pattern'])

/** The schema for the grammar of a model: objects closed, what Bedrock's subset does not have left out. */
export const grammarSchema = (schema: Schema): Json => toldBy(IN_GRAMMAR, schema)

/** The schema for a model that reads it. */
export const toldSchema = (schema: Schema): Json => toldBy(IN_WORDS, schema)

function toldBy(keywords: ReadonlySet<string>, schema: Schema): Json {
  const told: { [keyword: string]: Json } = {}
  const inside = (one: Schema) => toldBy(keywords, one)
  for (const [keyword, value] of Object.entries(schema)) {
    if (!keywords.has(keyword)) continue
    if (keyword === 'properties')
      told[keyword] = Object.fromEntries(
        Object.entries(value as Record<string, Schema>).map(([name, field]) => [name, inside(field)]),
      )
    else if (keyword === 'items') told[keyword] = inside(value as Schema)
    else if (keyword === 'anyOf') told[keyword] = (value as readonly Schema[]).map(inside)
    else told[keyword] = value as Json
  }
  if (schema['type'] === 'object' && schema['properties']) told['additionalProperties'] = false
  return told
}

/** A tool's input is an object: an answer that is none, or one of several, is a member of it. */
const isToolInput = (schema: Schema) => schema['type'] === 'object'
const MEMBER = 'answer'

/** The schema as that of a tool's input. */
export const toolSchema = (schema: Schema): Json =>
  isToolInput(schema)
    ? toldSchema(schema)
    : { type: 'object', properties: { [MEMBER]: toldSchema(schema) }, required: [MEMBER], additionalProperties: false }

/** The answer in a tool's input; a model may leave out the member that is around it. */
export const toolInput = (schema: Schema, input: string): string =>
  isToolInput(schema) ? input : `($exists(${input}.${MEMBER}) ? ${input}.${MEMBER} : ${input})`

/** JSONata that is true exactly when `value` (a variable or path) has the schema; null where everything has. */
export function schemaTest(schema: Schema, value: string, depth = 0): string | null {
  const { anyOf, type } = schema as { anyOf?: readonly Schema[]; type?: string }
  if ('const' in schema) return `${value} = ${jsonLiteral(schema['const'])}`
  if (Array.isArray(schema['enum'])) return `${value} in ${jsonLiteral(schema['enum'])}`
  if (anyOf) return any(anyOf.map((member) => schemaTest(member, value, depth)))
  switch (type) {
    case 'string':
      return all([
        `$type(${value}) = "string"`,
        bound(schema, 'minLength', `$length(${value}) >=`),
        bound(schema, 'maxLength', `$length(${value}) <=`),
        patternTest(schema, value),
      ])
    case 'integer':
      return all([`$type(${value}) = "number"`, `${value} = $floor(${value})`, ...range(schema, value)])
    case 'number':
      return all([`$type(${value}) = "number"`, ...range(schema, value)])
    case 'boolean':
      return `$type(${value}) = "boolean"`
    case 'null':
      return `${value} = null`
    case 'array':
      return all([
        `$type(${value}) = "array"`,
        bound(schema, 'minItems', `$count(${value}) >=`),
        bound(schema, 'maxItems', `$count(${value}) <=`),
        itemsTest(schema, value, depth),
      ])
    case 'object':
      return all([`$type(${value}) = "object"`, ...fieldTests(schema, value, depth)])
    default:
      return null
  }
}

const range = (schema: Schema, value: string) => [
  bound(schema, 'minimum', `${value} >=`),
  bound(schema, 'maximum', `${value} <=`),
  bound(schema, 'exclusiveMinimum', `${value} >`),
  bound(schema, 'exclusiveMaximum', `${value} <`),
]

const bound = (schema: Schema, keyword: string, comparison: string) =>
  keyword in schema ? `${comparison} ${jsonLiteral(schema[keyword])}` : null

function patternTest({ pattern }: Schema, value: string): string | null {
  const code = typeof pattern === 'string' ? patternCode(pattern) : null
  return code === null ? null : `$contains(${value}, ${code})`
}

function itemsTest(schema: Schema, value: string, depth: number): string | null {
  const item = `$item${depth}`
  const test = schema['items'] ? schemaTest(schema['items'] as Schema, item, depth + 1) : null
  // not the number of wrong ones: one that is an empty list would count as none
  return test === null ? null : `$not(false in $map(${value}, function(${item}) { ${test} }))`
}

function fieldTests(schema: Schema, value: string, depth: number): (string | null)[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Schema>; required?: readonly string[] }
  return Object.entries(properties).map(([name, field]) => {
    const path = fieldAccess(value, name)
    const test = schemaTest(field, path, depth)
    if (required.includes(name)) return test ?? `$exists(${path})`
    return test === null ? null : `($exists(${path}) ? ${test} : true)`
  })
}

const grouped = (tests: readonly (string | null)[]) => tests.filter((test) => test !== null)

function all(tests: readonly (string | null)[]): string | null {
  const some = grouped(tests)
  if (some.length === 0) return null
  return some.length === 1 ? (some[0] as string) : `(${balanced(some, 'and')})`
}

function any(tests: readonly (string | null)[]): string | null {
  if (tests.includes(null)) return null
  return `(${balanced(grouped(tests), 'or')})`
}

/** The value if it has the schema; otherwise an evaluation error that says so. `value` is any code. */
export function checked(schema: Schema, value: string, what = "The model's answer"): string {
  const test = schemaTest(schema, '$value')
  if (test === null) return value
  const message = textLiteral(`${what} does not have the schema it was asked for.`)
  return `($value := ${value}; ${test} ? $value : $error(${message}))`
}

// ---------------------------------------------------------------- answers that may be wrong without being an error

/** Where the JSON of an answer is in a text: a model that was only asked for it may wrap it in words or a fence. */
const jsonIn = ({ type }: Schema): string =>
  type === 'object' ? '/\\{[\\s\\S]*\\}/' : type === 'array' ? '/\\[[\\s\\S]*\\]/' : '/\\{[\\s\\S]*\\}|\\[[\\s\\S]*\\]/'

/** The value in a text; what is no JSON is an evaluation error. */
export const parsed = (schema: Schema, text: string): string => `$parse($match(${text}, ${jsonIn(schema)})[0].match)`

/** The JSON in a text, or the whole text where there is none; `text` may be absent. */
export const saidText = (schema: Schema, text: string): string =>
  `($said := $join([${text}]); $json := $match($said, ${jsonIn(schema)})[0].match; $exists($json) ? $json : $said)`

/** How deep a value of the schema is nested; what it does not say is reckoned with. */
function depthOf(schema: Schema): number {
  const { properties, items, anyOf } = schema as {
    properties?: Record<string, Schema>
    items?: Schema
    anyOf?: readonly Schema[]
  }
  if (anyOf) return Math.max(...anyOf.map(depthOf))
  const inner = [...Object.values(properties ?? {}), ...(items ? [items] : [])]
  const isOpen = !('type' in schema || 'enum' in schema || 'const' in schema) || (schema['type'] === 'object' && !properties)
  return isOpen ? OPEN_DEPTH : 1 + Math.max(0, ...inner.map(depthOf))
}
const OPEN_DEPTH = 6

/**
 * JSONata that is true exactly when a text is JSON: `$parse` cannot be asked whether it would fail. Texts become `s`, other scalars
 * `v`, then lists and objects of those become `v` from the inside out, as often as the schema is deep; more is not by the schema.
 */
export function isJson(schema: Schema, text: string): string {
  // \x5c is a backslash: JSONata's own scanner takes a bracket after one for an escaped bracket
  const scalars = [
    ['/\\x5c(["\\x5c\\x2fbfnrt]|u[0-9a-fA-F]{4})/', '"e"'],
    ['/"[^"\\x5c\\x00-\\x1f]*"/', '"s"'],
    ['/-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null/', '"v"'],
    ['/[ \\t\\n\\r]+/', '""'],
  ].reduce((code, [pattern, by]) => `$replace(${code}, ${pattern}, ${by})`, text)
  const innermost = '/\\[([sv](,[sv])*)?\\]|\\{(s:[sv](,s:[sv])*)?\\}/'
  const depth = depthOf(schema) + 1
  return `$reduce([1..${depth}], function($left, $i) { $replace($left, ${innermost}, "v") }, ${scalars}) in ["s", "v"]`
}

/** JSONata that is true exactly when a text is JSON that has the schema. */
export function isAnswer(schema: Schema, text: string): string {
  const test = schemaTest(schema, '$value')
  const json = isJson(schema, text)
  return test === null ? json : `${json} ? ($value := $parse(${text}); ${test}) : false`
}

/** JSONata that says in words what is wrong with `$value`; an empty text where nothing is. */
export function wrongIn(schema: Schema, what = 'The answer'): string {
  const fieldProblems = (of: Schema, path: string, name: string): string[] => {
    const {
      type,
      properties,
      required = [],
    } = of as {
      type?: string
      properties?: Record<string, Schema>
      required?: readonly string[]
    }
    const test = schemaTest(of, path)
    if (test === null) return []
    const said = `${name} must be ${JSON.stringify(toldSchema(of))}.`
    if (type !== 'object' || !properties) return [`${test} ? "" : ${textLiteral(said)}`]
    const members = Object.entries(properties).flatMap(([field, member]) => {
      const inside = fieldProblems(member, fieldAccess(path, field), `"${field}"`)
      const missing = `"${field}" is missing.`
      const exists = `$exists(${fieldAccess(path, field)})`
      return inside.map((one) => `${exists} ? (${one}) : ${required.includes(field) ? textLiteral(missing) : '""'}`)
    })
    return [
      `$type(${path}) = "object" ? $join([${members.join(', ')}][$ != ""], " ") : ${textLiteral(`${name} must be an object.`)}`,
    ]
  }
  const problems = fieldProblems(schema, '$value', what)
  return problems.length === 0 ? '""' : problems.join('')
}

/** JSONata that says in words what is wrong with a text that should be JSON of the schema. */
export const wrongWith = (schema: Schema, text: string): string =>
  `${isJson(schema, text)} ? ($value := $parse(${text}); ${wrongIn(schema)}) : "It is not JSON."`
