/** One JSONata expression: its text parsed once, evaluated with variables. */
import jsonata from 'jsonata'
import { register } from './dialect.ts'

/** The parser's tree, as loosely typed as the library has it. */
export type ExpressionTree = jsonata.ExprNode
export type Bindings = Readonly<Record<string, unknown>>

/** A refused or failed expression: the library's code (S0xxx syntax, Txxxx type, Dxxxx dynamic), message and position. */
export class JsonataError extends Error {
  readonly code: string
  readonly position: number | undefined
  constructor(cause: { code?: string; message?: string; position?: number }) {
    super(cause.message ?? 'the expression failed', { cause })
    this.name = 'JsonataError'
    this.code = cause.code ?? 'D0000'
    this.position = cause.position
  }
}

const parsed = new Map<string, jsonata.Expression>()
/** Parsed expressions are kept by text; past this many the oldest goes. */
const MOST_KEPT = 10_000

function expressionOf(text: string): jsonata.Expression {
  const known = parsed.get(text)
  if (known) return known
  let expression: jsonata.Expression
  try {
    expression = jsonata(text)
  } catch (error) {
    throw new JsonataError(error as { code?: string; message?: string; position?: number })
  }
  register(expression)
  if (parsed.size >= MOST_KEPT) parsed.delete(parsed.keys().next().value as string)
  parsed.set(text, expression)
  return expression
}

/** The tree of `text` (without `{%` and `%}`). Throws `JsonataError`. */
export const parse = (text: string): ExpressionTree => expressionOf(text).ast()

/** The value of `text` with `bindings` as its variables (names without `$`); undefined where it has none. Throws `JsonataError`. */
export async function evaluate(text: string, bindings: Bindings): Promise<unknown> {
  const expression = expressionOf(text)
  try {
    return await expression.evaluate(undefined, bindings)
  } catch (error) {
    throw new JsonataError(error as { code?: string; message?: string; position?: number })
  }
}
