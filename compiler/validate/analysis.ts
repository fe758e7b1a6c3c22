/**
 * What one JSONata expression reads from outside itself. Step Functions gives an expression no context item: at top level
 * there are only `$states` and variables. Inside a predicate, a later step of a path, a sort or a grouping there is an item,
 * and names and `$` mean its fields; the body of a function keeps the item of the place where it is written.
 */
import { JsonataError, parseAll, type ExpressionTree } from '../jsonata/index.ts'
import { withoutNames, type Nameless } from './nameless.ts'
import { piecesOf, withoutWords, type Pieces } from './pieces.ts'

export interface Analysis {
  /** Bare names and `$` that would need a context item where there is none. */
  readonly bare: readonly string[]
  /** Whether `$$` occurs anywhere. */
  readonly root: boolean
  /** Members read of `$states`: `input`, `result` and so on. */
  readonly states: readonly string[]
  /** Variables it does not bind itself, `states` and names of called functions left out. */
  readonly variables: readonly string[]
  /** Functions it calls and does not define itself. */
  readonly calls: readonly string[]
  /** Whether it binds `$states`. */
  readonly bindsStates: boolean
  /** Levels of the parsed tree. */
  readonly depth: number
}

/** The parser's nodes as they are; the library's own type has neither half of the members nor their types. */
interface Node {
  readonly type: string
  readonly value?: unknown
  readonly steps?: readonly Node[]
  readonly stages?: readonly Node[]
  readonly predicate?: readonly Node[]
  readonly group?: { readonly lhs: readonly (readonly Node[])[] }
  readonly focus?: string
  readonly index?: string
  readonly expr?: Node
  readonly terms?: readonly { readonly expression: Node }[]
  readonly lhs?: Node | readonly (readonly Node[])[]
  readonly rhs?: Node
  readonly expression?: Node
  readonly expressions?: readonly Node[]
  readonly procedure?: Node
  readonly arguments?: readonly Node[]
  readonly body?: Node
  readonly condition?: Node
  readonly then?: Node
  readonly else?: Node
  readonly pattern?: Node
  readonly update?: Node
  readonly delete?: Node
}

/** The names bound where an expression stands, and functions whose bodies may use names that are bound after them. */
interface Frame {
  readonly outer: Frame | undefined
  /** Most frames bind nothing. */
  names?: string[]
  later?: (() => void)[]
}
const isBound = (frame: Frame | undefined, name: string): boolean =>
  frame !== undefined && (frame.names?.includes(name) === true || isBound(frame.outer, name))

/** What the expression reads whose tree this is. */
export function analysisOf(tree: ExpressionTree): Analysis {
  const bare = new Set<string>()
  const states = new Set<string>()
  const variables = new Set<string>()
  const calls = new Set<string>()
  let root = false
  let bindsStates = false
  let deepest = 0

  const bind = (name: string, frame: Frame): void => {
    if (name === 'states') bindsStates = true
    frame.names ??= []
    frame.names.push(name)
  }

  const walkPairs = (pairs: readonly (readonly Node[])[], item: boolean, frame: Frame, depth: number): void => {
    for (const pair of pairs) for (const side of pair) walk(side, item, frame, depth)
  }

  /** `item`: whether there is a context item. */
  const walk = (node: Node | undefined, item: boolean, frame: Frame, depth: number): void => {
    if (!node) return
    deepest = Math.max(deepest, depth)
    const below = depth + 1
    switch (node.type) {
      case 'path': {
        const steps = node.steps ?? []
        const inner: Frame = { outer: frame }
        if (steps[0]?.type === 'variable' && steps[0].value === 'states' && steps[1]?.type === 'name') {
          states.add(String(steps[1].value))
        }
        for (const [index, step] of steps.entries()) {
          if (step.focus !== undefined) bind(step.focus, inner)
          if (step.index !== undefined) bind(step.index, inner)
          walk(step, item || index > 0, inner, below)
        }
        if (node.group) walkPairs(node.group.lhs, true, inner, below)
        settle(inner)
        return
      }
      case 'name':
        if (!item) bare.add(String(node.value))
        break
      case 'variable':
        if (node.value === '') {
          if (!item) bare.add('$')
        } else if (node.value === '$') root = true
        else if (node.value !== 'states' && !isBound(frame, String(node.value))) variables.add(String(node.value))
        break
      case 'unary':
        walk(node.expression, item, frame, below)
        for (const expression of node.expressions ?? []) walk(expression, item, frame, below)
        if (Array.isArray(node.lhs)) walkPairs(node.lhs as readonly (readonly Node[])[], item, frame, below)
        break
      case 'binary':
      case 'apply':
        walk(node.lhs as Node, item, frame, below)
        walk(node.rhs, item, frame, below)
        break
      case 'function':
      case 'partial': {
        const called = node.procedure?.type === 'variable' ? String(node.procedure.value) : undefined
        if (called === undefined) walk(node.procedure, item, frame, below)
        else if (!isBound(frame, called)) calls.add(called)
        for (const argument of node.arguments ?? []) if (argument.type !== 'operator') walk(argument, item, frame, below)
        break
      }
      case 'lambda': {
        const inner: Frame = { outer: frame }
        for (const parameter of node.arguments ?? []) bind(String(parameter.value), inner)
        walk(node.body, item, inner, below)
        settle(inner)
        break
      }
      case 'block': {
        const inner: Frame = { outer: frame }
        for (const expression of node.expressions ?? []) walk(expression, item, inner, below)
        settle(inner)
        break
      }
      case 'bind': {
        const name = String((node.lhs as Node).value)
        // A function may call itself and what is defined after it; any other value is read before its name exists.
        if (node.rhs?.type === 'lambda') {
          bind(name, frame)
          frame.later ??= []
          frame.later.push(() => walk(node.rhs, item, frame, below))
        } else {
          walk(node.rhs, item, frame, below)
          bind(name, frame)
        }
        break
      }
      case 'condition':
        walk(node.condition, item, frame, below)
        walk(node.then, item, frame, below)
        walk(node.else, item, frame, below)
        break
      case 'transform':
        walk(node.pattern, true, frame, below)
        walk(node.update, true, frame, below)
        walk(node.delete, true, frame, below)
        break
      case 'sort':
        for (const { expression } of node.terms ?? []) walk(expression, true, frame, below)
        break
      default: // literals, regular expressions, wildcards
    }
    for (const stage of node.stages ?? []) walk(stage.expr, true, frame, below)
    for (const stage of node.predicate ?? []) walk(stage.expr, true, frame, below)
    if (node.group) walkPairs(node.group.lhs, true, frame, below)
  }

  const settle = (frame: Frame): void => {
    for (let next = frame.later?.shift(); next; next = frame.later?.shift()) next()
  }

  const outermost: Frame = { outer: undefined }
  // as `Node` says
  walk(tree as unknown as Node, false, outermost, 1)
  settle(outermost)
  return {
    bare: [...bare],
    root,
    states: [...states],
    variables: [...variables],
    calls: [...calls],
    bindsStates,
    depth: deepest,
  }
}

/** What an expression reads that joins parts which read these. */
const joinOf = (parts: readonly Analysis[]): Analysis => ({
  bare: unionOf(parts.map(({ bare }) => bare)),
  root: parts.some(({ root }) => root),
  states: unionOf(parts.map(({ states }) => states)),
  variables: unionOf(parts.map(({ variables }) => variables)),
  calls: unionOf([['join'], ...parts.map(({ calls }) => calls)]),
  bindsStates: parts.some(({ bindsStates }) => bindsStates),
  // the call, its list, and what is in that
  depth: 2 + Math.max(...parts.map(({ depth }) => depth)),
})
function unionOf(lists: readonly (readonly string[])[]): readonly string[] {
  const all = lists.flat()
  return all.length < 2 ? all : [...new Set(all)]
}

type Known = Analysis | JsonataError

/** What a text reads is the same wherever it stands: an expression that all machines have is looked at once. */
const known = new Map<string, Known>()
/** Past this many all are forgotten. */
const MOST_KEPT = 10_000

const unknownOf = (codes: readonly string[]): readonly string[] => [...new Set(codes)].filter((code) => !known.has(code))

/** Parses what is not known yet, all of it at once. */
function parseUnknown(codes: readonly string[]): void {
  const unknown = unknownOf(codes)
  for (const [index, tree] of parseAll(unknown).entries()) {
    known.set(unknown[index] as string, tree instanceof JsonataError ? tree : analysisOf(tree))
  }
}

/** Parses what is not known yet under other names of variables. What does not parse stays unknown: its error is told as it is of the whole. */
function parseNameless(codes: readonly string[]): void {
  const unknown = unknownOf(codes).map((code) => [code, withoutNames(code)] as const)
  parseUnknown(unknown.map(([, { code }]) => code))
  for (const [code, { code: nameless, names }] of unknown) {
    const found = known.get(nameless)
    if (found && !(found instanceof JsonataError)) known.set(code, withNames(found, names))
  }
}

const withNames = (analysis: Analysis, names: Nameless['names']): Analysis => ({
  ...analysis,
  variables: analysis.variables.map((name) => names.get(name) ?? name),
})

const wholesOf = (pieces: Pieces): readonly string[] => ('joined' in pieces ? pieces.joined.flatMap(wholesOf) : [pieces.whole])

/** What pieces read that have been parsed; undefined where one of them does not parse. */
function analysisOfPieces(pieces: Pieces): Analysis | undefined {
  if ('joined' in pieces) {
    const parts = pieces.joined.map(analysisOfPieces).filter((part) => part !== undefined)
    return parts.length === pieces.joined.length ? joinOf(parts) : undefined
  }
  const found = known.get(pieces.whole)
  return found instanceof JsonataError ? undefined : found
}

/** What each of `codes` reads, or why it does not parse; there may be more in the answer. */
export function analyseAll(codes: readonly string[]): ReadonlyMap<string, Known> {
  if (known.size > MOST_KEPT) known.clear()
  const blanks = new Map(unknownOf(codes).map((code) => [code, withoutWords(code)]))
  const fresh = new Map(unknownOf([...blanks.values()]).map((blank) => [blank, piecesOf(blank)]))
  parseNameless([...fresh.values()].flatMap(wholesOf))
  for (const [blank, pieces] of fresh) {
    const analysis = analysisOfPieces(pieces)
    if (analysis) known.set(blank, analysis)
  }
  for (const [code, blank] of blanks) {
    const analysis = known.get(blank)
    if (analysis && !(analysis instanceof JsonataError)) known.set(code, analysis)
    // an error is told as it is of the whole
    else parseUnknown([code])
  }
  return known
}

/** What one expression reads. Throws `JsonataError` where it does not parse. */
export function analyse(code: string): Analysis {
  const found = analyseAll([code]).get(code) as Known
  if (found instanceof JsonataError) throw found
  return found
}
