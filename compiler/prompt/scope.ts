/** What a path in a template stands for: the context it is read in, the contexts around that, and the names given to items. */
import { fieldAccess } from './literal.ts'
import * as problems from './problems.ts'
import type { Problem } from './problems.ts'
import type { Rules } from './rules.ts'
import { describe, elementOf, fieldNames, fieldOf, isOnly, isOpen, isWrong, itemOf, NUMBER, BOOLEAN, WRONG } from './shape.ts'
import type { Shape } from './shape.ts'
import { isScoped, written, writtenName } from './syntax.ts'
import type { Path } from './syntax.ts'

/** Code and what is known of its value. */
export interface Typed {
  /** An atom: it can stand next to any operator. */
  readonly code: string
  readonly shape: Shape
  /** Where in the given values it lies; two values of one origin may be the same value. */
  readonly origin: string
  /** The code is a comparison, so it can be a condition as it is. */
  readonly test?: true
}

/** What a bare name is read from: the values given to a template or partial, or one value. */
export type Context =
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, Typed> }
  | { readonly kind: 'value'; readonly value: Typed }

/** One `{{#each}}` around: the variables that hold its index and its list. */
interface Loop {
  readonly index: string
  readonly list: string
}

export interface Scope {
  readonly context: Context
  /** What `../` reads; undefined at the top of a template or partial. */
  readonly outer: Scope | undefined
  /** Handlebars does not add a context equal to the one around it; false where that cannot be excluded. */
  readonly sure: boolean
  /** `as |item index|` of the blocks around. */
  readonly named: ReadonlyMap<string, Typed>
  /** Innermost first. */
  readonly loops: readonly Loop[]
  readonly root: Context
  /** The partials around, outermost first. */
  readonly partials: readonly string[]
}

const NO_NAMES: ReadonlyMap<string, Typed> = new Map()

export const wrong: Typed = { code: '""', shape: WRONG, origin: '' }

export function rootScope(values: ReadonlyMap<string, Typed>): Scope {
  const context: Context = { kind: 'values', values }
  return { context, outer: undefined, sure: true, named: NO_NAMES, loops: [], root: context, partials: [] }
}

/** Inside `{{#each}}` or `{{#with}}`. */
export const enter = (scope: Scope, value: Typed, named: Readonly<Record<string, Typed>>, loop?: Loop): Scope => ({
  ...scope,
  context: { kind: 'value', value },
  outer: scope,
  sure: surelyDiffers(value, scope.context),
  named: new Map([...scope.named, ...Object.entries(named)]),
  loops: loop ? [loop, ...scope.loops] : scope.loops,
})

/** Inside a partial, which sees neither `../` nor the names given around it, but `@index` and `@root`. */
export const enterPartial = (scope: Scope, name: string, context: Context): Scope => ({
  ...scope,
  context,
  outer: undefined,
  sure: true,
  named: NO_NAMES,
  partials: [...scope.partials, name],
})

/** A context with values of its own beside its fields: `{{> partial a=b}}`. */
export function withValues(context: Context, added: readonly (readonly [string, Typed])[]): Context {
  if (added.length === 0 || (context.kind === 'value' && isWrong(context.value.shape))) return context
  const fields =
    context.kind === 'values'
      ? context.values
      : fieldNames(context.value.shape).map((name) => [name, field(context.value, name)] as const)
  return { kind: 'values', values: new Map([...fields, ...added]) }
}

/**
 * Handlebars compares the two contexts with `!=`. An object or list equals only itself; a text or number may equal any
 * other, and a list of one item equals the item.
 */
function surelyDiffers(inner: Typed, around: Context): boolean {
  if (around.kind === 'values') return true
  const outer = around.value
  if (inner.origin === outer.origin) return false
  const [innerScalar, outerScalar] = [mayBeScalar(inner.shape), mayBeScalar(outer.shape)]
  if (innerScalar && outerScalar) return false
  if (innerScalar) return isOnly(outer.shape, 'object')
  return !outerScalar || isOnly(inner.shape, 'object')
}
const mayBeScalar = (shape: Shape): boolean => shape.null || !isOnly(shape, 'object', 'list')

type Found = Typed | Problem
export const isFound = (found: Found): found is Typed => 'code' in found

/** What `path` stands for. */
export function resolve(path: Path, scope: Scope, rules: Rules): Found {
  if (path.data) return resolveData(path, scope, rules)
  const [head, ...rest] = path.parts
  const named = head !== undefined && path.depth === 0 && !isScoped(path) ? scope.named.get(head) : undefined
  if (named) return readAll(named, head as string, rest, scope, rules)

  const from = climb(path, scope)
  return 'context' in from ? readContext(from.context, path, path.parts, from.outer, rules) : from
}

/** The scope whose context `path` starts from, after its `../`. */
export function climb(path: Path, scope: Scope): Scope | Problem {
  let from = scope
  for (let climbed = 0; climbed < path.depth; climbed += 1) {
    if (!from.outer) return problems.noOuterContext(written(path), scope.partials.length > 0)
    if (!from.sure) return problems.unsureClimb(written(path))
    from = from.outer
  }
  return from
}

function readContext(context: Context, path: Path, parts: readonly string[], outer: Scope | undefined, rules: Rules): Found {
  const [head, ...rest] = parts
  if (context.kind === 'values') {
    if (head === undefined) return problems.wholeRoot(written(path))
    const value = context.values.get(head)
    return value ? readAll(value, head, rest, outer, rules) : problems.unknownValue(head, [...context.values.keys()])
  }
  if (head === undefined && (context.value.shape.null || context.value.shape.missing))
    return problems.nullableContext(written(path))
  return readAll(context.value, path.depth > 0 ? '..' : 'this', parts, outer, rules)
}

function resolveData(path: Path, scope: Scope, rules: Rules): Found {
  const [name, ...rest] = path.parts
  if (name === 'root' && path.depth === 0) return readContext(scope.root, path, rest, undefined, rules)
  if (rest.length > 0 || (name !== 'index' && name !== 'first' && name !== 'last')) return problems.unknownData(written(path))
  const loop = scope.loops[path.depth]
  if (!loop) return problems.outsideLoop(written(path))
  const origin = `${loop.index} ${name}`
  if (name === 'index') return { code: loop.index, shape: NUMBER, origin }
  return {
    code: name === 'first' ? rules.isFirst(loop.index) : rules.isLast(loop.index, loop.list),
    shape: BOOLEAN,
    origin,
    test: true,
  }
}

/** `parts` of `value`, which the template calls `name`. */
function readAll(value: Typed, name: string, parts: readonly string[], outer: Scope | undefined, rules: Rules): Found {
  let [read, called] = [value, name]
  for (const part of parts) {
    const next = readPart(read, called, part, outer, rules)
    if (!isFound(next)) return next
    read = next
    called = called === 'this' ? writtenName(part) : `${called}.${writtenName(part)}`
  }
  return read
}

function readPart(owner: Typed, called: string, part: string, outer: Scope | undefined, rules: Rules): Found {
  const { shape, code, origin } = owner
  if (isWrong(shape)) return wrong
  const shown = called === 'this' || called === '..' ? shownOrigin(origin) : called
  const around = (): boolean => called === 'this' && outer !== undefined && isFound(readOuter(outer, part, rules))
  if (shape.kinds.includes('list')) {
    if (!isOnly(shape, 'list')) return problems.noFields(shown, describe(shape), part, around())
    if (part === 'length') return measured(owner, rules)
    if (!/^\d+$/.test(part)) return problems.fieldOfList(called, part)
    return { code: rules.element(code, Number(part)), shape: elementOf(shape), origin: `${origin}[]` }
  }
  const found = fieldOf(shape, part)
  if (found) return field(owner, part)
  if (isOpen(shape)) return problems.fieldOfUnknown(shown, part)
  if (!shape.kinds.includes('object')) return problems.noFields(shown, describe(shape), part, around())
  return problems.unknownField(shown, part, fieldNames(shape), around())
}

const shownOrigin = (origin: string): string => (origin.endsWith('[]') ? `An item of ${origin.slice(0, -2)}` : origin)

/** `list.length`; Handlebars prints nothing for that of a list that is not there. */
function measured({ shape, code, origin }: Typed, rules: Rules): Typed {
  const missing = shape.missing || shape.null
  return {
    code: missing ? rules.lengthIfThere(code) : rules.length(code),
    shape: { ...NUMBER, missing },
    origin: `${origin}.length`,
  }
}

const field = ({ shape, code, origin }: Typed, name: string): Typed => ({
  code: fieldAccess(code, name),
  shape: fieldOf(shape, name) as Shape,
  origin: `${origin}.${name}`,
})

function readOuter(scope: Scope, name: string, rules: Rules): Found {
  const path: Path = {
    type: 'PathExpression',
    data: false,
    depth: 0,
    parts: [name],
    original: `./${name}`,
    loc: { start: { line: 0, column: 0 } },
  }
  return readContext(scope.context, path, path.parts, undefined, rules)
}

/** An item of `list`, held by the variable `code`. */
export const itemTyped = (list: Typed, code: string): Typed => ({ code, shape: itemOf(list.shape), origin: `${list.origin}[]` })
