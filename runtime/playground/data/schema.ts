/** A JSON Schema as the fields of a form. */

export interface Schema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  /** `long`: a text of many lines. */
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

export type FieldKind =
  | { readonly kind: 'text' | 'long' | 'lines' | 'json' }
  | { readonly kind: 'number'; readonly whole: boolean }
  | { readonly kind: 'choice'; readonly values: readonly unknown[] }

export interface Field {
  readonly name: string
  readonly schema: Schema
  readonly required: boolean
  readonly is: FieldKind
}

function valuesOf({ enum: values, const: only, anyOf }: Schema): readonly unknown[] | undefined {
  if (values !== undefined) return values
  if (only !== undefined) return [only]
  const each = anyOf?.map(valuesOf)
  return each === undefined || each.includes(undefined) ? undefined : each.flatMap((one) => one ?? [])
}

function kindOf(schema: Schema): FieldKind {
  const values = valuesOf(schema)
  if (values !== undefined) return { kind: 'choice', values }
  switch (schema.type) {
    case 'boolean':
      return { kind: 'choice', values: [true, false] }
    case 'integer':
    case 'number':
      return { kind: 'number', whole: schema.type === 'integer' }
    case 'string':
      return { kind: schema.format === 'long' ? 'long' : 'text' }
    case 'array':
      return { kind: schema.items?.type === 'string' && valuesOf(schema.items) === undefined ? 'lines' : 'json' }
    default:
      return { kind: 'json' }
  }
}

/** The members of an object's schema, in their order. */
export const fieldsOf = (schema: unknown): readonly Field[] => {
  const { properties = {}, required = [] } = (schema ?? {}) as Schema
  return Object.entries(properties).map(([name, one]) => ({
    name,
    schema: one,
    required: required.includes(name),
    is: kindOf(one),
  }))
}

/** A value as it is written into its field. */
export function writtenOf({ is }: Pick<Field, 'is'>, value: unknown): string {
  if (value === undefined) return ''
  if (is.kind === 'lines' && Array.isArray(value)) return value.join('\n')
  return typeof value === 'string' && is.kind !== 'json' && is.kind !== 'choice' ? value : JSON.stringify(value)
}

/** In words, what a value may be: `0 to 1`. */
export function limitsOf({ minimum, maximum, maxLength }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  if (minimum !== undefined) return `at least ${minimum}`
  if (maximum !== undefined) return `at most ${maximum}`
  return maxLength === undefined ? '' : `${maxLength} characters at most`
}

/** What somebody wrote into a field; undefined where nothing, an error's message where it cannot be what the field is for. */
export function valueOf({ is }: Pick<Field, 'is'>, written: string): { readonly value?: unknown; readonly wrong?: string } {
  if (written === '') return {}
  switch (is.kind) {
    case 'text':
    case 'long':
      return { value: written }
    case 'lines':
      return { value: written.split('\n').filter((line) => line !== '') }
    case 'number': {
      const value = Number(written)
      if (Number.isNaN(value)) return { wrong: 'This is not a number.' }
      return is.whole && !Number.isInteger(value) ? { wrong: 'This has to be a whole number.' } : { value }
    }
    case 'choice':
    case 'json':
      try {
        return { value: JSON.parse(written) as unknown }
      } catch {
        return { wrong: 'This is not JSON: a text needs its quotes, a list its brackets.' }
      }
    default:
      return is satisfies never
  }
}
