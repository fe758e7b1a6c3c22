/** What the functions of all families are lowered with. */
import type { Expression, Schema } from '../../tree.ts'
import type { Json } from '../../asl.ts'
import { code, operand, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'

export type Call = Extract<Expression, { kind: 'call' }>
/** From the arguments of a call to what it gives. */
export type Lower = (of: readonly Shape[], call: Call, inside: (value: Expression) => Shape) => Shape
export type Functions = { readonly [name: string]: Lower }

/** An infix operator between two operands. */
export const infix =
  (operator: string): Lower =>
  ([left, right]) =>
    code(`${operand(left as Shape)} ${operator} ${operand(right as Shape)}`)

/** A JSONata function of the same arguments. */
export const builtIn =
  (name: string): Lower =>
  (of) => ({ kind: 'code', code: `$${name}(${of.map(toCode).join(', ')})`, atom: true })

/** Long chains of an operator become balanced trees: AWS limits how deep an expression is. */
export function balanced(parts: readonly string[], operator: string): string {
  if (parts.length <= 2) return parts.join(` ${operator} `)
  const middle = Math.ceil(parts.length / 2)
  const side = (some: readonly string[]) => (some.length === 1 ? (some[0] as string) : `(${balanced(some, operator)})`)
  return `${side(parts.slice(0, middle))} ${operator} ${side(parts.slice(middle))}`
}

const PATH = /^(?<root>\$\w+)(?:\.\w+)*$/
const VARIABLES = /\$\w+/g

/**
 * Code that names its arguments more than once. Literals and variables stand in it as they are; anything longer becomes the
 * parameter of a function, as does what the code's own variables would hide: `body` is told how each argument is called.
 */
export function using(
  of: readonly Shape[],
  parameters: readonly string[],
  body: (...names: readonly string[]) => string,
  make: (text: string) => Shape = code,
): Shape {
  const own = new Set(body(...parameters.map((name) => `$${name}`)).match(VARIABLES))
  const given = of.map((shape, index) => {
    const text = operand(shape)
    const root = PATH.exec(text)?.groups?.['root']
    const short = (shape.kind === 'literal' && isShort(shape.value)) || (root !== undefined && !own.has(root))
    return { short, text: short ? text : toCode(shape), name: short ? text : `$${parameters[index] ?? ''}` }
  })
  const text = body(...given.map(({ name }) => name))
  const bound = given.filter(({ short }) => !short)
  if (bound.length === 0) return make(text)
  return code(`function(${bound.map(({ name }) => name).join(', ')}) { ${text} }(${bound.map((one) => one.text).join(', ')})`)
}

const isShort = (value: Json) => typeof value !== 'object' && JSON.stringify(value).length <= 20

/** Whether a value of the schema can be a list: such an item must be kept from melting into the list it is put in. */
export function canBeList(schema: Schema): boolean {
  const { type, anyOf } = schema as { type?: string; anyOf?: readonly Schema[] }
  const constants = 'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined)
  if (constants) return constants.some(Array.isArray)
  if (anyOf) return anyOf.some(canBeList)
  return type === undefined ? schema['format'] !== 'message-content' : type === 'array'
}

const isList = (schema: Schema) => schema['type'] === 'array'

/**
 * The code of a list among the items of an array constructor, into which its items melt: brackets would stay. Before a
 * predicate and a path brackets would lose what comes after them.
 */
export function spread(list: Shape): string {
  const text = operand(list)
  return text.startsWith('[') ? `(${text})` : text
}

/** The code of one item of an array constructor. */
export function asItem(item: Shape, schema: Schema): string {
  const text = toCode(item)
  if (item.kind !== 'code' || !canBeList(schema)) return text
  if (isList(schema)) return `[${spread(item)}]`
  return toCode(using([item], ['item'], (one) => `($type(${one}) = "array" ? [[${one}]] : ${one})`))
}

/** A list that a function of JSONata gives, which is nothing or a single item where it could be a list of none or one. */
export const collected = (list: string, items: Schema): Shape => ({
  kind: 'code',
  code: canBeList(items) ? `[${list}[]]` : `[${list}]`,
  atom: true,
})

/** The schema of the items of a list. */
export const itemsOf = (schema: Schema): Schema => (schema['items'] as Schema | undefined) ?? {}
