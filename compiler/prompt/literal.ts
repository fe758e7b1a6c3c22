/**
 * Values written down as JSONata code. JSONata takes JSON's own literals, but the code ends up between `{%` and `%}` in a
 * definition in which `${Name}` is substituted at deploy time: inside a string those three are written with a `\u` escape.
 * Every result is an atom: it can stand before a dot, after an operator or in a list without parentheses.
 */
import { inspect } from 'node:util'

const BRACE = /[{}]/
const MARKS = /\$(?=\{)|(?<=\{)%|%(?=\})/g

const escaped = (json: string): string =>
  BRACE.test(json) ? json.replaceAll(MARKS, (mark) => (mark === '$' ? '\\u0024' : '\\u0025')) : json

/**
 * JSONata code whose value is exactly `text`.
 * @example textLiteral('Dear ${Name}') // "Dear \u0024{Name}"
 */
export const textLiteral = (text: string): string => escaped(JSON.stringify(text))

/**
 * JSONata code whose value is `value`, which must be JSON: throws a TypeError for anything else, and for a member named
 * `__proto__`, which JSONata cannot build.
 * @example jsonLiteral({ tags: ['a'] }) // {"tags": ["a"]}
 */
export function jsonLiteral(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'number' && Number.isFinite(value)) return value < 0 ? `(${String(value)})` : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(jsonLiteral).join(', ')}]`
  if (typeof value === 'object' && isPlain(value)) {
    return `{${Object.entries(value).map(memberLiteral).join(', ')}}`
  }
  throw new TypeError(`${inspect(value, { depth: 0 })} is not JSON, so it cannot be written into an expression.`)
}

function memberLiteral([name, value]: [string, unknown]): string {
  if (name === '__proto__') throw new TypeError('A member named __proto__ cannot be written into an expression. Rename it.')
  return `${textLiteral(name)}: ${jsonLiteral(value)}`
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/
const LITERAL_WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null'])
/** What can stand between backquotes, where JSONata knows no escapes. */
const QUOTABLE = /^[\p{L}\p{N}\p{P}\p{Zs}\p{S}]+$/u
const UNQUOTABLE = /[`$%]/

/**
 * JSONata code for the field `name` of what `code` gives. `code` must be an atom: a variable, a path, a call or something
 * in parentheses.
 * @example fieldAccess('$docs', 'text')   // $docs.text
 * @example fieldAccess('$docs', 'in 2 lines') // $docs.`in 2 lines`
 */
export function fieldAccess(code: string, name: string): string {
  if (IDENTIFIER.test(name) && !LITERAL_WORDS.has(name)) return `${code}.${name}`
  if (QUOTABLE.test(name) && !UNQUOTABLE.test(name)) return `${code}.\`${name}\``
  return `$lookup(${code}, ${textLiteral(name)})`
}
