/** Reading JSON Schemas: their words, their constants, and whether they are any. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isObject } from '../json.ts'

/** How deep a schema is followed. */
export const DEEPEST = 12

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Every word a schema has to say about its values. */
export function wordsIn(schema: unknown, depth = 0): string {
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
export const constantsIn = (schema: unknown): readonly string[] => {
  if (!isObject(schema)) return []
  if ('const' in schema) return [String(schema['const'])]
  const only = list(schema['enum'])
  if (only.length === 1) return [String(only[0])]
  return Object.values(isObject(schema['properties']) ? schema['properties'] : {}).flatMap(constantsIn)
}

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })

/** What is wrong with a schema that an answer is asked for by; undefined where nothing is. */
export function schemaProblem(schema: unknown): string | undefined {
  if (!isObject(schema)) return 'it is not an object'
  if (ajv.validateSchema(schema) === true) return undefined
  return ajv.errorsText(ajv.errors, { dataVar: 'schema' })
}
