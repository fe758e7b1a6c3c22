/** DynamoDB's attribute values: `{"S": "text"}` for a text and so on, made of plain values and read back by a schema. */
import { mapValues } from './map-values.ts'
import { fieldAccess, textLiteral } from './prompt/index.ts'
import type { Expression, Schema } from './tree.ts'

/** A value as an attribute value: by its schema where that is enough, else by its type when it is known. */
export function toAttribute(value: Expression): Expression {
  if (value.kind === 'object' && !value.optional) {
    const members = mapValues(value.fields, toAttribute)
    return tagged('M', { kind: 'object', fields: members, schema: {} })
  }
  if (value.kind === 'list') return tagged('L', { kind: 'list', items: value.items.map(toAttribute), schema: {} })
  if (value.kind === 'literal') return { kind: 'literal', value: literalAttribute(value.value), schema: {} }
  if (!value.optional && value.schema['type'] === 'string') return tagged('S', value)
  if (!value.optional && value.schema['type'] === 'boolean') return tagged('BOOL', value)
  const code: Expression = { kind: 'call', name: 'attributeValue', of: [value], schema: {} }
  return value.optional ? { ...code, optional: true } : code
}

const tagged = (tag: string, value: Expression): Expression => ({ kind: 'object', fields: { [tag]: value }, schema: {} })

type Attribute = { readonly [tag: string]: string | boolean | readonly Attribute[] | { readonly [name: string]: Attribute } }

function literalAttribute(value: unknown): Attribute {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map(literalAttribute) }
  return { M: Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, literalAttribute(one)])) }
}

/** JSONata: the attribute value of any value; nothing of nothing. */
export const attributeCode = (value: string): string =>
  '($attribute__ := function($v) { $type($v) = "string" ? {"S": $v} : $type($v) = "number" ? {"N": $string($v)} : ' +
  '$type($v) = "boolean" ? {"BOOL": $v} : $type($v) = "null" ? {"NULL": true} : ' +
  '$type($v) = "array" ? {"L": [$map($v, function($one) { $attribute__($one) })]} : ' +
  '{"M": $merge([$each($v, function($one, $name) { {$name: $attribute__($one)} })])} }; ' +
  `$exists(${value}) ? $attribute__(${value}))`

/** JSONata: the plain value of an attribute value whose schema says too little. The SDK's integration spells some tags in its own way. */
const PLAIN =
  '($plain__ := function($a) { $exists($a.S) ? $a.S : $exists($a.N) ? $number($a.N) : $exists($a.BOOL) ? $a.BOOL : $exists($a.Bool) ? $a.Bool : ' +
  '$exists($a.M) ? $merge([$each($a.M, function($one, $name) { {$name: $plain__($one)} })]) : ' +
  '$exists($a.L) ? $reduce($a.L, function($all, $one) { $append($all, [$type($one.L) = "array" ? [$plain__($one)] : $plain__($one)]) }, []) : ' +
  '$exists($a.SS) ? [$a.SS] : $exists($a.Ss) ? [$a.Ss] : $exists($a.NS) ? [$map($a.NS, $number)] : $exists($a.Ns) ? [$map($a.Ns, $number)] : null }; '

/** JSONata that reads the plain value with `schema` from an attribute value; what is absent stays absent. */
export function fromAttribute(schema: Schema, attribute: string, depth = 0): string {
  const value = `$a${depth}`
  const { type, properties, items } = schema as {
    type?: string
    properties?: { readonly [name: string]: Schema }
    items?: Schema
  }
  const bound = (code: string) => `(${value} := ${attribute}; ${code})`
  switch (type) {
    case 'string':
      return `${attribute}.S`
    case 'number':
    case 'integer':
      return `$number(${attribute}.N)`
    case 'boolean':
      return bound(`[${value}.BOOL, ${value}.Bool][0]`)
    case 'array': {
      const item = `$i${depth}`
      const one = fromAttribute(items ?? {}, item, depth + 1)
      const whole = items?.['type'] === 'array' ? `[${one}]` : one
      return bound(
        `$exists(${value}.L) ? $reduce(${value}.L, function($all, ${item}) { $append($all, [${whole}]) }, []) : ` +
          `$exists(${value}) ? [${value}.*${items?.['type'] === 'number' || items?.['type'] === 'integer' ? '.$number($)' : ''}]`,
      )
    }
    case 'object': {
      if (!properties) break
      const members = Object.entries(properties).map(
        ([name, field]) => `${textLiteral(name)}: ${fromAttribute(field, fieldAccess(`${value}.M`, name), depth + 1)}`,
      )
      return bound(`$exists(${value}.M) ? {${members.join(', ')}}`)
    }
    default:
  }
  return `${PLAIN}$exists(${attribute}) ? $plain__(${attribute}))`
}
