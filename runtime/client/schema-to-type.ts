/** The TypeScript type of the values a JSON Schema describes, as far as schemas of requests and data go; else `unknown`. `typeOfRef` says what a `$ref` is. */

type Schema = Readonly<Record<string, unknown>>

export function typeOf(schema: unknown, typeOfRef: (ref: string) => string = () => 'unknown'): string {
  if (!isObject(schema)) return 'unknown'
  const of = (inner: unknown) => typeOf(inner, typeOfRef)
  if (typeof schema.$ref === 'string') return typeOfRef(schema.$ref)
  if ('const' in schema) return JSON.stringify(schema.const)
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => JSON.stringify(value)))
  const variants = schema.anyOf ?? schema.oneOf
  if (Array.isArray(variants)) return union(variants.map(of))
  if (Array.isArray(schema.type)) return union(schema.type.map((type: unknown) => of({ ...schema, type })))
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `readonly (${of(schema.items)})[]`
    case 'object':
      return objectType(schema, of)
    default:
      return 'unknown'
  }
}

function objectType(
  { properties, required, additionalProperties, patternProperties }: Schema,
  of: (schema: unknown) => string,
): string {
  const needed = Array.isArray(required) ? required : []
  const members = Object.entries(isObject(properties) ? properties : {}).map(
    ([name, schema]) => `readonly ${JSON.stringify(name)}${needed.includes(name) ? '' : '?'}: ${of(schema)}`,
  )
  if (members.length > 0) return `{ ${members.join('; ')} }`
  const [values] = isObject(patternProperties) ? Object.values(patternProperties) : [additionalProperties]
  return values === false ? '{ readonly [name: string]: never }' : `{ readonly [name: string]: ${of(values)} }`
}

const union = (types: readonly string[]) => [...new Set(types)].join(' | ')
const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
