/** JSONata of somebody's machine: what is a path, a text or an object is followed; the rest stays JSONata, with its values handed to it. */
import { JsonataError, parse } from '../jsonata/index.ts'
import type { ExpressionTree } from '../jsonata/index.ts'
import { isFields } from '../validate/machine.ts'
import { parsed } from './jsonpath.ts'
import { itemAt } from './select.ts'
import type { Source } from './source.ts'
import { NotImported, fieldOf, listOf, objectOf, quote, schemaCode, unknown, valueOf } from './symbol.ts'
import type { Ref, RefType, Value } from './symbol.ts'

export interface JsonataScope {
  /** `$states`. */
  readonly states: Value
  readonly variables: Readonly<Record<string, Value>>
}

const EXPRESSION = /^\{%([\s\S]*)%\}$/

/** A template: strings that are expressions are followed, everything else is as it is written. */
export function template(value: unknown, scope: JsonataScope, source: Source): Value {
  if (typeof value === 'string') {
    const [, code] = EXPRESSION.exec(value) ?? []
    return code === undefined ? valueOf(value) : expression(code.trim(), scope, source)
  }
  if (Array.isArray(value)) return listOf(...value.map((item) => template(item, scope, source)))
  if (!isFields(value)) return valueOf(value)
  return objectOf(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, template(one, scope, source)])))
}

export function expression(code: string, scope: JsonataScope, source: Source): Value {
  let tree: ExpressionTree
  try {
    tree = parse(code)
  } catch (error) {
    if (error instanceof JsonataError) return unknown(`it is no JSONata: ${error.message}`)
    throw error
  }
  return follow(tree, scope, source) ?? raw(code, scope, source)
}

/** The parser's tree has more members than its type says. */
interface Node {
  readonly type: string
  readonly value?: unknown
  readonly steps?: readonly Node[]
  readonly stages?: readonly Node[]
  readonly predicate?: readonly Node[]
  readonly group?: unknown
  readonly expr?: Node
  readonly lhs?: Node | readonly (readonly [Node, Node])[]
  readonly rhs?: Node
  readonly expressions?: readonly Node[]
  readonly arguments?: readonly Node[]
  readonly procedure?: Node
}

const COMPARISONS: Readonly<Record<string, string>> = {
  '=': 'equals',
  '!=': 'differs',
  '<': 'lessThan',
  '<=': 'atMost',
  '>': 'greaterThan',
  '>=': 'atLeast',
}

/** The value of a tree whose meaning a chain has words for. */
function follow(tree: ExpressionTree, scope: JsonataScope, source: Source): Value | undefined {
  // the library's own type has neither half of the members nor their types
  return of(tree as unknown as Node)

  function of(node: Node): Value | undefined {
    switch (node.type) {
      case 'string':
      case 'number':
      case 'value':
        return valueOf(node.value)
      case 'variable':
        if (node.predicate || node.group) return undefined
        return node.value === 'states' ? scope.states : scope.variables[String(node.value)]
      case 'path':
        return path(node)
      case 'unary':
        return node.value === '{'
          ? object(node.lhs as readonly (readonly [Node, Node])[])
          : node.value === '['
            ? list(node.expressions ?? [])
            : undefined
      case 'binary':
        return binary(node)
      case 'function':
        return call(String(node.procedure?.value), node.arguments ?? [])
      case 'block':
        return node.expressions?.length === 1 ? of(node.expressions[0] as Node) : undefined
      default:
        return undefined
    }
  }

  function path({ steps = [], group }: Node): Value | undefined {
    if (group) return undefined
    const [first, ...others] = steps
    let value = first ? of({ ...first }) : undefined
    for (const step of others) {
      if (!value || step.type !== 'name' || step.group) return undefined
      value = member(value, String(step.value))
      for (const stage of [...(step.stages ?? []), ...(step.predicate ?? [])]) {
        if (!value || stage.expr?.type !== 'number') return undefined
        value = itemAt(value, Number(stage.expr.value))
      }
    }
    return value
  }

  function object(entries: readonly (readonly [Node, Node])[]): Value | undefined {
    const fields: Record<string, Value> = {}
    for (const [name, one] of entries) {
      const value = of(one)
      if (name.type !== 'string' || !value) return undefined
      fields[String(name.value)] = value
    }
    return objectOf(fields)
  }

  function list(items: readonly Node[]): Value | undefined {
    const values = items.map(of)
    // a list in brackets takes in the items of the lists in it
    return values.some(
      (value) => !value || value.kind === 'list' || (value.kind === 'ref' && (value.item || value.type === 'unknown')),
    )
      ? undefined
      : listOf(...(values as Value[]))
  }

  function binary({ value: operator, lhs, rhs }: Node): Value | undefined {
    const [left, right] = [of(lhs as Node), of(rhs as Node)]
    if (!left || !right) return undefined
    if (operator === '&') return { kind: 'text', parts: [left, right] }
    if (operator === 'and' || operator === 'or')
      return condition(`${operator}(${[left, right].map((one) => source.ref(one, 'boolean')).join(', ')})`)
    const comparison = COMPARISONS[String(operator)]
    if (comparison === undefined || left.kind !== 'ref' || right.kind !== 'literal' || right.value === null) return undefined
    return condition(`${comparison}(${source.ref(left, typeof right.value as RefType)}, ${source.value(right)})`)
  }

  function call(name: string, given: readonly Node[]): Value | undefined {
    const [first] = given.map(of)
    if (!first || given.length !== 1) return undefined
    switch (name) {
      case 'parse':
        return parsed(first, (text) => source.ref(text, 'string'))
      case 'string':
        return { kind: 'text', parts: [first] }
      case 'not':
        return first.kind === 'ref' ? condition(`not(${source.ref(first, 'boolean')})`) : undefined
      case 'exists':
        return first.kind === 'ref' ? condition(`exists(${first.code})`) : undefined
      case 'count':
        return first.kind === 'ref'
          ? { kind: 'ref', code: `lists.count(${source.ref(first, 'list')})`, type: 'number', hint: 'count' }
          : undefined
      case 'join':
        return first.kind === 'list' && first.items.every(({ kind }) => kind !== 'spread')
          ? { kind: 'text', parts: first.items as readonly Value[] }
          : undefined
      default:
        return undefined
    }
  }
}

const condition = (code: string): Ref => ({ kind: 'ref', code, type: 'boolean', hint: 'holds' })

/** A member as JSONata reads it: of each item of a list, and of the only one where there is one. */
function member(value: Value, name: string): Value | undefined {
  if (value.kind !== 'list') return fieldOf(value, name)
  const [only] = value.items
  return value.items.length === 1 && only && only.kind !== 'spread' ? fieldOf(only, name) : undefined
}

/** A variable with the members after it; a name before a parenthesis is a function's. */
const READ = /\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)(?!\w*\s*\()/g
/** Strings and regular expressions of JSONata. */
const UNREAD = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g

/** The expression as it is, with what it reads handed to it by name. */
function raw(code: string, scope: JsonataScope, source: Source): Value {
  const values = new Map<string, string>()
  let why: string | undefined
  const replaced = outside(code, (text) =>
    text.replaceAll(READ, (whole, name: string, members: string) => {
      const start = name === 'states' ? scope.states : scope.variables[name]
      if (!start) {
        if (!isBound(code, name)) why ??= `$${name} is not known`
        return whole
      }
      const path = members.split('.').slice(1)
      for (let length = path.length; length >= (name === 'states' ? 1 : 0); length--) {
        const bound = boundTo(
          path.slice(0, length).reduce((value, one) => member(value, one) ?? unknown(one), start),
          source,
        )
        if (bound === undefined) continue
        const known = [...values].find(([, one]) => one === bound)?.[0]
        const variable = known ?? free(path[length - 1] ?? name, values)
        values.set(variable, bound)
        return `$${variable}${path
          .slice(length)
          .map((one) => `.${one}`)
          .join('')}`
      }
      why ??= `${whole} is not known`
      return whole
    }),
  )
  if (why !== undefined) return unknown(why)
  const given =
    values.size === 0
      ? ''
      : `, { ${[...values].map(([name, bound]) => (name === bound ? name : `${name}: ${bound}`)).join(', ')} }`
  const read = (type: RefType): Ref => ({
    kind: 'ref',
    code: `jsonata(${schemaCode(type)}, ${quote(replaced)}${given})`,
    type,
    hint: 'value',
  })
  return { ...read('unknown'), typed: read }
}

/** Whether the expression gives the variable its value itself. */
const isBound = (code: string, name: string): boolean =>
  new RegExp(`\\$${name}\\s*:=|function\\s*\\([^)]*\\$${name}\\b|[@#]\\$${name}\\b`).test(code)

function boundTo(value: Value, source: Source): string | undefined {
  try {
    return source.value(value)
  } catch (error) {
    if (error instanceof NotImported) return undefined
    throw error
  }
}

function free(wish: string, values: ReadonlyMap<string, string>): string {
  let name = wish === 'states' ? 'given' : wish
  while (values.has(name)) name = `${name}_`
  return name
}

/** Applies `change` to what is outside of strings. */
function outside(code: string, change: (text: string) => string): string {
  let [done, from] = ['', 0]
  for (const found of code.matchAll(UNREAD)) {
    done += change(code.slice(from, found.index)) + found[0]
    from = found.index + found[0].length
  }
  return done + change(code.slice(from))
}
