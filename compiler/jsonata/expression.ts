/** One JSONata expression: its text parsed once, evaluated with variables. */
import jsonata from 'jsonata'
import { ownServices, register, SERVICES } from './dialect.ts'
import type { Services } from './dialect.ts'
import { BUDGET, guard, newBudget } from './guard.ts'

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
  readonly guarded: boolean
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
  const kept = { expression, guarded: guard(expression) }
  if (parsed.size >= MOST_KEPT) parsed.delete(parsed.keys().next().value as string)
  parsed.set(text, kept)
  return kept
}

/** The tree of `text` (without `{%` and `%}`). Throws `JsonataError`. */
export const parse = (text: string): ExpressionTree => parsedOf(text).expression.ast()

/**
 * The value of `text` with `bindings` as its variables (names without `$`); undefined where it has none. What is inherited
 * counts, so scopes may be chained by prototype. Throws `JsonataError`.
 */
export async function evaluate(text: string, bindings: Bindings, services: Services = ownServices): Promise<unknown> {
  const { expression, guarded } = parsedOf(text)
  const given = Object.create(bindings) as Record<string, unknown>
  given[SERVICES] = services
  if (guarded) given[BUDGET] = newBudget()
  try {
    return (await expression.evaluate(undefined, given)) as unknown
  } catch (error) {
    throw new JsonataError(error as Failure)
  }
}
