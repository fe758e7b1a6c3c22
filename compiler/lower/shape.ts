/** A value on its way into the definition: JSON whose unknown parts are JSONata code. */
import type { Json } from '../asl.ts'
import { mapValues } from '../map-values.ts'
import { fieldAccess, jsonLiteral, textLiteral } from '../prompt/index.ts'

export type Shape =
  /** `atom`: the code can stand before a dot as it is. `isFilled`: it is a text that is never blank. */
  | {
      readonly kind: 'code'
      readonly code: string
      readonly atom: boolean
      readonly optional?: boolean
      readonly isFilled?: true
    }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'fields'; readonly fields: { readonly [name: string]: Shape } }
  /** `asItem`: the code of an item in a list, where it is not that of the item alone. */
  | { readonly kind: 'items'; readonly items: readonly (Shape & { readonly asItem?: string })[] }
  /** A deploy-time value: `${name}` in the definition. */
  | { readonly kind: 'substitution'; readonly name: string }

/** Code that can stand before a dot: a variable, a path, a call. */
export const atom = (code: string, optional = false): Shape => ({
  kind: 'code',
  code,
  atom: true,
  ...(optional ? { optional } : {}),
})
/** Code that needs parentheses before a dot. */
export const code = (text: string): Shape => ({ kind: 'code', code: text, atom: false })
export const literal = (value: Json): Shape => ({ kind: 'literal', value })
export const fields = (of: { readonly [name: string]: Shape }): Shape => ({ kind: 'fields', fields: of })

/** The shape as one expression. */
export function toCode(shape: Shape): string {
  switch (shape.kind) {
    case 'code':
      return shape.code
    case 'literal':
      return jsonLiteral(shape.value)
    case 'fields':
      return `{${Object.entries(shape.fields)
        .map(([name, field]) => `${textLiteral(name)}: ${toCode(field)}`)
        .join(', ')}}`
    case 'items':
      return `[${shape.items.map((item) => item.asItem ?? toCode(item)).join(', ')}]`
    case 'substitution':
      return `"\${${shape.name}}"`
    default:
      return shape satisfies never
  }
}

/** The shape as code that can stand next to any operator. */
export const operand = (shape: Shape): string => (shape.kind === 'code' && !shape.atom ? `(${shape.code})` : toCode(shape))

const NEEDS_EXPRESSION = /^\{%[\s\S]*%\}$|\$\{/

/** A literal text as it stands in a definition: wrapped where it would be evaluated or substituted. */
export const textJson = (text: string): string => (NEEDS_EXPRESSION.test(text) ? expression(textLiteral(text)) : text)

/** Code as a definition has it. */
export const expression = (text: string): string => `{% ${text} %}`

function literalJson(value: Json): Json {
  if (typeof value === 'string') return textJson(value)
  if (Array.isArray(value)) return (value as readonly Json[]).map(literalJson)
  if (value !== null && typeof value === 'object') return mapValues(value as { readonly [name: string]: Json }, literalJson)
  return value
}

/** The shape as JSON with an expression per unknown leaf, so that a failure names the field it is in. */
export function toJson(shape: Shape): Json {
  switch (shape.kind) {
    case 'code':
      return expression(shape.code)
    case 'literal':
      return literalJson(shape.value)
    case 'fields':
      // an absent field is left out by an expression and is an error in JSON
      if (Object.values(shape.fields).some((field) => field.kind === 'code' && field.optional)) return expression(toCode(shape))
      return mapValues(shape.fields, toJson)
    case 'items':
      if (shape.items.some((item) => item.kind === 'code' && item.optional)) return expression(toCode(shape))
      return shape.items.map(toJson)
    case 'substitution':
      return `\${${shape.name}}`
    default:
      return shape satisfies never
  }
}

export function fieldOf(shape: Shape, name: string, optional = false): Shape {
  switch (shape.kind) {
    case 'fields':
      return shape.fields[name] ?? atom(`${toCode(shape)}.${name}`, optional)
    case 'literal': {
      const value = (shape.value as { readonly [key: string]: Json } | null)?.[name]
      return value === undefined ? atom(fieldAccess(toCode(shape), name), true) : literal(value)
    }
    case 'code':
      return atom(fieldAccess(operand(shape), name), optional || (shape.optional ?? false))
    case 'items':
    case 'substitution':
      throw new TypeError(`A ${shape.kind === 'items' ? 'list' : 'text'} has no field "${name}".`)
    default:
      return shape satisfies never
  }
}
