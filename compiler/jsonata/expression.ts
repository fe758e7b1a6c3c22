/** One JSONata expression: its text parsed once, evaluated with variables. */
import jsonata from 'jsonata'
import { ownServices, register, SERVICES } from './dialect.ts'
import type { Services } from './dialect.ts'
import { BUDGET, guard, newBudget } from './guard.ts'
import { keep, memoKey, readsOf } from './memo.ts'
import type { Memo, Reads } from './memo.ts'
import { plain } from './plain.ts'
import { WatchedRegExp } from './regex.ts'
import { shortcutOf, take, UNKNOWN } from './shortcut.ts'
import type { Shortcut } from './shortcut.ts'

/** The parser's tree, as loosely typed as the library has it. */
export type ExpressionTree = jsonata.ExprNode
export type Bindings = Readonly<Record<string, unknown>>

interface Failure {
  readonly code?: string
  readonly message?: string
  readonly position?: number
}

/** A refused or failed expression: the library's code (S0xxx syntax, Txxxx type, Dxxxx dynamic), message and position. */
export class JsonataError extends Error {
  readonly code: string
  readonly position: number | undefined
  constructor(cause: Failure) {
    super(cause.message ?? 'the expression failed', { cause })
    this.name = 'JsonataError'
    this.code = cause.code ?? 'D0000'
    this.position = cause.position
  }
}

interface Parsed {
  readonly expression: jsonata.Expression
  readonly shortcut: Shortcut | undefined
  readonly guarded: boolean
  /** The library puts something into an empty list that it groups. */
  readonly changing: boolean
  /** Found out when it is first asked for. */
  reads?: Reads
}

const parsed = new Map<string, Parsed>()
/** Parsed expressions are kept by text; past this many the oldest goes. */
const MOST_KEPT = 10_000

function parsedOf(text: string): Parsed {
  const known = parsed.get(text)
  if (known) return known
  let expression: jsonata.Expression
  try {
    expression = jsonata(text)
  } catch (error) {
    throw new JsonataError(error as Failure)
  }
  register(expression)
  const kept = { expression, shortcut: shortcutOf(expression.ast()), ...guard(expression) }
  if (parsed.size >= MOST_KEPT) parsed.delete(parsed.keys().next().value as string)
  parsed.set(text, kept)
  return kept
}

/** The tree of `text` (without `{%` and `%}`). Throws `JsonataError`. */
export const parse = (text: string): ExpressionTree => parsedOf(text).expression.ast()

/** What expressions can read, made once for several of them. */
export type Bound = Record<string, unknown>

/** `bindings` are variables' names without `$`; what is inherited counts, so scopes may be chained by prototype. */
export function bind(bindings: Bindings, services: Services = ownServices): Bound {
  const bound: Bound = { [SERVICES]: services }
  // The library reads an object without prototypes much faster.
  // oxlint-disable-next-line guard-for-in -- what is inherited is bound as well
  for (const name in bindings) bound[name] = bindings[name]
  return bound
}

/** The library takes its regular expressions from here, of which its type does not know; whoever else uses it in this process resets that. */
const library = jsonata as unknown as { RegexEngine: unknown }

/**
 * The value of `text`, or a promise of it; undefined where it has none. Throws, or rejects with, what the library throws:
 * see `asJsonataError`.
 */
export function evaluateBound(text: string, bound: Bound): unknown {
  const { shortcut } = parsedOf(text)
  if (shortcut) {
    const taken = take(shortcut, bound)
    if (taken !== UNKNOWN) return taken
  }
  const { memo } = bound[SERVICES] as Services
  return memo ? remembered(text, bound, memo) : evaluated(parsedOf(text), bound)
}

/** The value that it had before, with the same values; else its value, to be remembered. */
function remembered(text: string, bound: Bound, memo: Memo): unknown {
  const own = parsedOf(text)
  own.reads ??= readsOf(own.expression.ast())
  const key = memoKey(text, own.reads, bound)
  if (key === undefined) return evaluated(own, bound)
  if (memo.has(key)) return memo.get(key)
  return evaluated(own, bound).then((value) => {
    const kept = plain(value)
    keep(memo, key, kept)
    return kept
  })
}

function evaluated({ expression, guarded, changing }: Parsed, bound: Bound): Promise<unknown> {
  if (!guarded) return expression.evaluate(undefined, bound)
  library.RegexEngine = WatchedRegExp
  const own: Bound = { ...bound, [BUDGET]: newBudget() }
  return expression.evaluate(undefined, changing ? withCopies(own) : own)
}

const hasEmptyList = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ((Array.isArray(value) && value.length === 0) || Object.values(value).some(hasEmptyList))

/** Values of their own for an expression that could change them. */
function withCopies(bound: Bound): Bound {
  const { [SERVICES]: services, [BUDGET]: budget, ...variables } = bound
  return hasEmptyList(variables) ? { ...structuredClone(variables), [SERVICES]: services, [BUDGET]: budget } : bound
}

export const asJsonataError = (error: unknown): JsonataError =>
  error instanceof JsonataError ? error : new JsonataError(error as Failure)

/** The value of `text` with `bindings` as its variables; undefined where it has none. Throws `JsonataError`. */
export async function evaluate(text: string, bindings: Bindings, services: Services = ownServices): Promise<unknown> {
  try {
    return await evaluateBound(text, bind(bindings, services))
  } catch (error) {
    throw asJsonataError(error)
  }
}
