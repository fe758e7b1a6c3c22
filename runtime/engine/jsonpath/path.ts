/**
 * A path of JSONPath mode: `$.a[0]` into the data, `$$.Execution` into the context object, `$name.a` into a variable.
 * A path that can give one value only is walked here; one that selects several is left to a JSONPath library, in the
 * canonical form that leaves nothing to read differently. Missing values are worded as AWS's own library does.
 */
import { compile } from 'json-p3'
import type { JSONPathQuery, JSONValue } from 'json-p3'

/** What paths start from. */
export interface Roots {
  readonly data: unknown
  readonly context: unknown
  readonly variables: Readonly<Record<string, unknown>>
}

export type Found = { readonly found: true; readonly value: unknown } | { readonly found: false; readonly why: string }

type Step = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'index'; readonly index: number }

export interface Path {
  readonly text: string
  readonly root: { readonly kind: 'data' } | { readonly kind: 'context' } | { readonly kind: 'variable'; readonly name: string }
  /** As the path reads from `$` on, whatever its root is. */
  readonly fromRoot: string
  readonly selection:
    | { readonly kind: 'one'; readonly steps: readonly Step[] }
    /** Several members of one object become an object. */
    | { readonly kind: 'members'; readonly steps: readonly Step[]; readonly names: readonly string[] }
    | { readonly kind: 'several'; readonly query: JSONPathQuery }
}

/** The text is no path. */
export class PathError extends Error {
  override readonly name = 'PathError'
}

/** One `.name`, `..`, `*` or bracket of the path, in canonical form. */
type Segment =
  | Step
  | { readonly kind: 'members'; readonly names: readonly string[] }
  | { readonly kind: 'other'; readonly text: string }

const NAME = /[^.[\](),\s*]+/y
const QUOTED = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*/y

const quote = (name: string): string => `'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const unquote = (text: string): string => text.replaceAll(/\\(.)/gs, '$1')

/** Where the bracket opened before `from` closes; quotes and inner brackets do not count. */
function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] as string
    if (character === "'" || character === '"') {
      for (at += 1; at < text.length && text[at] !== character; at += 1) if (text[at] === '\\') at += 1
    } else if (character === '[' || character === '(') depth += 1
    else if (character === ']' || character === ')') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  throw new PathError(`'${text}' has a bracket that is not closed`)
}

/** Members with a dash are written plainly in AWS's filters, and in brackets in the library's. */
const canonicalFilter = (text: string): string =>
  text.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\.([A-Za-z_][\w]*-[\w-]*)/g, (whole, name?: string) =>
    name === undefined ? whole : `[${quote(name)}]`,
  )

function quotedNames(text: string): readonly string[] | undefined {
  const names: string[] = []
  for (let at = 0; ; at += 1) {
    QUOTED.lastIndex = at
    const found = QUOTED.exec(text)
    if (!found) return undefined
    names.push(unquote(found[1] ?? found[2] ?? ''))
    at = QUOTED.lastIndex
    if (at === text.length) return names
    if (text[at] !== ',') return undefined
  }
}

function bracket(content: string): Segment {
  const text = content.trim()
  if (/^-?\d+$/.test(text)) return { kind: 'index', index: Number(text) }
  const names = quotedNames(text)
  if (names) return names.length === 1 ? { kind: 'name', name: names[0] as string } : { kind: 'members', names }
  if (text.startsWith('?')) return { kind: 'other', text: `[${canonicalFilter(text)}]` }
  if (/^(?:\*|-?\d*\s*:\s*-?\d*|-?\d+(?:\s*,\s*-?\d+)+)$/.test(text))
    return { kind: 'other', text: `[${text.replaceAll(/\s/g, '')}]` }
  throw new PathError(`'[${content}]' is no step of a path`)
}

function segments(text: string): readonly Segment[] {
  const found: Segment[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === '[') {
      const end = closing(text, at + 1)
      found.push(bracket(text.slice(at + 1, end)))
      at = end + 1
      continue
    }
    if (text[at] !== '.') throw new PathError(`'${text}' is no path: unexpected '${text.slice(at)}'`)
    at += 1
    if (text[at] === '.') {
      // `..name`, `..*`, `..[0]`: the step after the two dots is written next, so that the canonical form reads `..['name']`.
      found.push({ kind: 'other', text: '..' })
      at += 1
    }
    if (text[at] === '[') continue
    if (text[at] === '*') {
      found.push({ kind: 'other', text: '[*]' })
      at += 1
      continue
    }
    NAME.lastIndex = at
    const name = NAME.exec(text)
    if (!name) throw new PathError(`'${text}' is no path: a name is missing`)
    found.push({ kind: 'name', name: name[0] })
    at = NAME.lastIndex
  }
  return found
}

const isStep = (segment: Segment): segment is Step => segment.kind === 'name' || segment.kind === 'index'

function canonical(segment: Segment): string {
  switch (segment.kind) {
    case 'name':
      return `[${quote(segment.name)}]`
    case 'index':
      return `[${segment.index}]`
    case 'members':
      return `[${segment.names.map(quote).join(',')}]`
    case 'other':
      return segment.text
    default:
      return segment satisfies never
  }
}

function selectionOf(all: readonly Segment[]): Path['selection'] {
  if (all.every(isStep)) return { kind: 'one', steps: all }
  const before = all.slice(0, -1)
  const last = all.at(-1)
  if (last?.kind === 'members' && before.every(isStep)) return { kind: 'members', steps: before, names: last.names }
  const text = `$${all.map(canonical).join('')}`
  try {
    return { kind: 'several', query: compile(text) }
  } catch (error) {
    throw new PathError((error as Error).message)
  }
}

const ROOT = /^\$(\$|[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?/

/** Throws `PathError`. */
export function parsePath(text: string): Path {
  const found = ROOT.exec(text)
  if (!found) throw new PathError(`'${text}' is no path: it has to start with '$'`)
  const rest = text.slice(found[0].length)
  const name = found[1]
  return {
    text,
    root: name === undefined ? { kind: 'data' } : name === '$' ? { kind: 'context' } : { kind: 'variable', name },
    fromRoot: name === '$' ? `$${rest}` : text,
    selection: selectionOf(segments(rest)),
  }
}

function rootValue(path: Path, roots: Roots): unknown {
  switch (path.root.kind) {
    case 'data':
      return roots.data
    case 'context':
      return roots.context
    case 'variable':
      return roots.variables[path.root.name]
    default:
      return path.root satisfies never
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const written = (steps: readonly Step[]): string => `$${steps.map(canonical).join('')}`
const missing = (why: string): Found => ({ found: false, why })

function walk(steps: readonly Step[], root: unknown): Found {
  let value = root
  for (let at = 0; at < steps.length; at += 1) {
    const step = steps[at] as Step
    const isLast = at === steps.length - 1
    if (step.kind === 'name') {
      if (!isObject(value)) {
        return missing(
          `Expected to find an object with property ['${step.name}'] in path ${written(steps.slice(0, at))} ` +
            `but found '${value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value}'.`,
        )
      }
      if (!Object.hasOwn(value, step.name)) {
        return missing(
          isLast ? `No results for path: ${written(steps)}` : `Missing property in path ${written(steps.slice(0, at + 1))}`,
        )
      }
      value = value[step.name]
    } else {
      if (!Array.isArray(value)) {
        return missing(`Filter: [${step.index}] can only be applied to arrays. Current context is: ${JSON.stringify(value)}`)
      }
      const list: readonly unknown[] = value
      const index = step.index < 0 ? list.length + step.index : step.index
      if (index < 0 || index >= list.length) return missing(`No results for path: ${written(steps)}`)
      value = list[index]
    }
  }
  return { found: true, value }
}

/** What the path leads to. One that may select several always leads to a list. */
export function follow(path: Path, roots: Roots): Found {
  const root = rootValue(path, roots)
  if (root === undefined) return missing(`No results for path: ${path.text}`)
  const { selection } = path
  switch (selection.kind) {
    case 'one':
      return walk(selection.steps, root)
    case 'members': {
      const object = walk(selection.steps, root)
      if (!object.found) return object
      const { value } = object
      if (!isObject(value)) return missing(`No results for path: ${path.text}`)
      return {
        found: true,
        value: Object.fromEntries(selection.names.flatMap((name) => (Object.hasOwn(value, name) ? [[name, value[name]]] : []))),
      }
    }
    case 'several':
      return { found: true, value: selection.query.query(root as JSONValue).values() }
    default:
      return selection satisfies never
  }
}

/** Whether the path ends at an index that its list is too short for. */
export function isPastTheEnd(path: Path, roots: Roots): boolean {
  if (path.selection.kind !== 'one') return false
  const { steps } = path.selection
  const last = steps.at(-1)
  if (last?.kind !== 'index') return false
  const list = walk(steps.slice(0, -1), rootValue(path, roots))
  return list.found && Array.isArray(list.value)
}

/** Puts `value` where a reference path points to in `into`; undefined where that cannot be. */
export function placed(path: Path, into: unknown, value: unknown): unknown {
  if (path.selection.kind !== 'one') return undefined
  return placedAt(path.selection.steps, into, value)
}

function placedAt(steps: readonly Step[], into: unknown, value: unknown): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (step.kind === 'name') {
    if (!isObject(into)) return undefined
    const inner = placedAt(rest, Object.hasOwn(into, step.name) ? into[step.name] : {}, value)
    return inner === undefined ? undefined : { ...into, [step.name]: inner }
  }
  if (!Array.isArray(into) || step.index < 0 || step.index >= into.length) return undefined
  const list: readonly unknown[] = into
  const inner = placedAt(rest, list[step.index], value)
  return inner === undefined ? undefined : list.with(step.index, inner)
}
