/** Payloads of JSONPath mode: templates, paths and intrinsic functions, over values that are known in part. */
import { isFields } from '../validate/machine.ts'
import { parsePath } from './path.ts'
import { itemAt, select } from './select.ts'
import { listOf, literalText, objectOf, quote, schemaCode, unknown, valueOf } from './symbol.ts'
import type { Ref, RefType, Value } from './symbol.ts'

/** What paths can start at. */
export interface Scope {
  readonly data: Value
  readonly context: Value
  readonly variables: Readonly<Record<string, Value>>
}

export function atPath(text: string, { data, context, variables }: Scope): Value {
  const path = parsePath(text)
  if (!path) return unknown(`the path ${text} is not understood`)
  if (path.root === '') return select(data, path)
  if (path.root === '$') return select(context, path)
  const variable = variables[path.root]
  return variable ? select(variable, path) : unknown(`the variable $${path.root} is not known`)
}

/** A payload template: members whose name ends in `.$` are paths or calls. */
export function payload(template: unknown, scope: Scope): Value {
  if (Array.isArray(template)) return listOf(...template.map((item) => payload(item, scope)))
  if (!isFields(template)) return valueOf(template)
  return objectOf(
    Object.fromEntries(
      Object.entries(template).map(([name, value]) =>
        name.endsWith('.$') && typeof value === 'string'
          ? [name.slice(0, -2), query(value, scope)]
          : [name, payload(value, scope)],
      ),
    ),
  )
}

/** A path or a call of an intrinsic function. */
export const query = (text: string, scope: Scope): Value => (text.startsWith('$') ? atPath(text, scope) : call(text, scope))

const CALL = /^\s*States\.(\w+)\(([\s\S]*)\)\s*$/

function call(text: string, scope: Scope): Value {
  const [, name = '', inside = ''] = CALL.exec(text) ?? []
  const texts = argumentsIn(inside)
  const given = texts.map((argument) => argumentOf(argument, scope))
  const bad = given.find((one) => one.kind === 'unknown')
  if (bad && name !== 'Array') return bad
  if (name === 'Format') return format(texts[0] ?? '', given.slice(1))
  return FUNCTIONS[name]?.(given) ?? unknown(`States.${name} has no function in the language`)
}

function argumentOf(text: string, scope: Scope): Value {
  if (text.startsWith('States.') || text.startsWith('$')) return query(text, scope)
  const quoted = /^'([\s\S]*)'$/.exec(text)
  if (quoted) return valueOf(unescaped(quoted[1] as string))
  try {
    return valueOf(JSON.parse(text))
  } catch {
    return unknown(`${text} is not understood`)
  }
}

/** The arguments between the parentheses of a call; what is in quotes, brackets and calls is one's own. */
function argumentsIn(text: string): readonly string[] {
  const found: string[] = []
  let [depth, start, quoted] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (character === '\\') at++
    else if (character === "'") quoted = !quoted
    else if (quoted) continue
    else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (character === ',' && depth === 0) {
      found.push(text.slice(start, at).trim())
      start = at + 1
    }
  }
  const last = text.slice(start).trim()
  return last === '' ? found : [...found, last]
}

const unescaped = (text: string): string =>
  text.replaceAll(/\\([\s\S])/g, (whole, character: string) => (/['{}\\]/.test(character) ? character : whole))

/** A text with values at each `{}` that no backslash stands before. */
function format(template: string, values: readonly Value[]): Value {
  if (!template.startsWith("'")) return unknown('the template of States.Format is known only when it runs')
  const pieces = template.slice(1, -1).split(/(?<!\\)\{\}/)
  if (pieces.length !== values.length + 1) return unknown('States.Format has not one value for each {}')
  const parts = pieces.flatMap((piece, index) => [valueOf(unescaped(piece)), ...(values[index] ? [values[index]] : [])])
  return { kind: 'text', parts: parts.filter((part) => literalText(part) !== '') }
}

/** JSON that a text says: of the type that it is used as. */
export function parsed(text: Value, textCode: (value: Value) => string): Value {
  const hint = text.kind === 'ref' ? text.hint : 'parsed'
  const read = (type: RefType): Ref => ({ kind: 'ref', code: `json.parse(${schemaCode(type)}, ${textCode(text)})`, type, hint })
  return {
    ...read('unknown'),
    typed: read,
    field: (name) => reading(read('unknown').code, name),
  }
}
const reading = (code: string, path: string): Ref => {
  const read = (type: RefType): Ref => ({
    kind: 'ref',
    code: `jsonata(${schemaCode(type)}, ${quote(`$value.${path}`)}, { value: ${code} })`,
    type,
    hint: path.split('.').at(-1) as string,
  })
  return { ...read('unknown'), typed: read, field: (name) => reading(code, `${path}.${name}`) }
}

const refCode = (value: Value): string =>
  value.kind === 'ref' ? (value.typed?.('string') ?? value).code : quote(literalText(value) ?? '')

/** A sum or product of what is known; of references it is a function of the language. */
function added([left, right]: readonly Value[]): Value {
  if (left?.kind === 'literal' && right?.kind === 'literal') return valueOf(Number(left.value) + Number(right.value))
  const codes = [left, right].map((one) =>
    one?.kind === 'ref' ? (one.typed?.('number') ?? one).code : one?.kind === 'literal' ? String(one.value) : undefined,
  )
  if (codes.includes(undefined)) return unknown('States.MathAdd takes two numbers')
  return { kind: 'ref', code: `numbers.plus(${codes.join(', ')})`, type: 'number', hint: 'sum' }
}

function item([list, place]: readonly Value[]): Value {
  if (!list || place?.kind !== 'literal' || typeof place.value !== 'number')
    return unknown('the place of States.ArrayGetItem is known only when it runs')
  return itemAt(list, place.value)
}

const FUNCTIONS: Readonly<Record<string, (given: readonly Value[]) => Value>> = {
  Array: (given) => listOf(...given),
  ArrayGetItem: item,
  ArrayLength: ([list]) =>
    list?.kind === 'list' && list.items.every(({ kind }) => kind !== 'spread')
      ? valueOf(list.items.length)
      : list?.kind === 'ref'
        ? { kind: 'ref', code: `lists.count(${(list.typed?.('list') ?? list).code})`, type: 'number', hint: 'count' }
        : unknown('it is no list'),
  StringToJson: ([text]) => (text ? parsed(text, refCode) : unknown('States.StringToJson takes a text')),
  JsonToString: ([value = valueOf(null)]) => {
    if (value.kind === 'literal') return valueOf(JSON.stringify(value.value))
    if (value.kind === 'ref' && !value.whole)
      return { kind: 'ref', code: `json.stringify(${value.code})`, type: 'string', hint: value.hint }
    // a part of a text that is no text is told as JSON
    return { kind: 'text', parts: [value] }
  },
  MathAdd: added,
  JsonMerge: ([left, right]) =>
    left?.kind === 'object' && right?.kind === 'object'
      ? objectOf({ ...left.fields, ...right.fields })
      : unknown('States.JsonMerge of what is known only when it runs'),
  StringSplit: ([text, separator]) =>
    text?.kind === 'ref' && literalText(separator)?.length === 1
      ? {
          kind: 'ref',
          code: `texts.split(${(text.typed?.('string') ?? text).code}, ${quote(literalText(separator) as string)})`,
          type: 'list',
          hint: text.hint,
          item: (code, hint) => ({ kind: 'ref', code, type: 'string', hint, optional: true }),
        }
      : unknown('States.StringSplit at several characters, or of several texts, has no function in the language'),
}
