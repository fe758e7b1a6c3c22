/** Answers by a schema: the schema as a model is told it, and the check of what came back, in JSONata. */
import type { Json } from '../asl.ts'
import { fieldAccess, jsonLiteral } from '../prompt/index.ts'
import type { Schema } from '../tree.ts'

/** Keywords that structured output on Bedrock takes; others are checked by us alone. */
const TOLD = new Set(['type', 'properties', 'required', 'items', 'enum', 'const', 'anyOf', 'description', 'title'])

/** The schema for the model: objects closed, what Bedrock's subset does not have left out. */
export function toldSchema(schema: Schema): Json {
  const told: { [keyword: string]: Json } = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (!TOLD.has(keyword)) continue
    if (keyword === 'properties')
      told[keyword] = Object.fromEntries(
        Object.entries(value as Record<string, Schema>).map(([name, field]) => [name, toldSchema(field)]),
      )
    else if (keyword === 'items') told[keyword] = toldSchema(value as Schema)
    else if (keyword === 'anyOf') told[keyword] = (value as readonly Schema[]).map(toldSchema)
    else told[keyword] = value as Json
  }
  if (schema['type'] === 'object' && schema['properties']) told['additionalProperties'] = false
  return told
}

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

function itemsTest(schema: Schema, value: string, depth: number): string | null {
  const item = `$item${depth}`
  const test = schema['items'] ? schemaTest(schema['items'] as Schema, item, depth + 1) : null
  return test === null ? null : `$count($filter(${value}, function(${item}) { $not(${test}) })) = 0`
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
  return some.length === 1 ? (some[0] as string) : `(${some.join(' and ')})`
}

function any(tests: readonly (string | null)[]): string | null {
  if (tests.includes(null)) return null
  return `(${grouped(tests).join(' or ')})`
}

/** The value if it has the schema; otherwise an evaluation error that says so. `value` is any code. */
export function checked(schema: Schema, value: string): string {
  const test = schemaTest(schema, '$value')
  if (test === null) return value
  return `($value := ${value}; ${test} ? $value : $error("The model's answer does not have the schema it was asked for."))`
}
