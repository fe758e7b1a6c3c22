/**
 * The syntax of a path in JSONPath mode: `$.a[0]` into the data, `$$.Execution` into the context object, `$name.a` into a
 * variable. It is read into steps where it can give one value only, and else handed to a JSONPath library, in the canonical
 * form that leaves nothing to read differently.
 */
import { compile } from 'json-p3'
import type { JSONPathQuery } from 'json-p3'

export type Step = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'index'; readonly index: number }

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

const quote = (name: string): string => `'${JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
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

/** The segment as the library, and causes, write it. */
export function canonical(segment: Segment): string {
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
