/** What stands behind a key that ends in `.$`: a path, or a call of an intrinsic function. */
import type { Services } from '../../../compiler/jsonata/index.ts'
import { ExecutionProblem, runtimeFailure } from '../failure.ts'
import { callIntrinsic, IntrinsicError } from './intrinsics.ts'
import { follow, isPastTheEnd } from './follow.ts'
import type { Roots } from './follow.ts'
import { parsePath, PathError } from './path.ts'
import type { Path } from './path.ts'

type Term =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Term[] }

export interface Expression {
  readonly text: string
  readonly term: Term
}

const LITERAL = /\s*(?:'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))\s*/sy
const CALL = /\s*(States\.\w+)\s*\(\s*/y

/** Reads the arguments of calls, left to right. */
class Reader {
  readonly #text: string
  #at = 0
  constructor(text: string) {
    this.#text = text
  }
  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found) this.#at = pattern.lastIndex
    return found
  }
  /** Up to the comma or bracket that ends the argument; those inside brackets and quotes belong to the path. */
  #path(): Path {
    const start = this.#at
    let depth = 0
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] as string
      if (character === "'" || character === '"') {
        const end = this.#text.indexOf(character, this.#at + 1)
        this.#at = end < 0 ? this.#text.length : end
      } else if (character === '[' || character === '(') depth += 1
      else if (depth > 0 && (character === ']' || character === ')')) depth -= 1
      else if (depth === 0 && (character === ',' || character === ')')) break
    }
    return parsePath(this.#text.slice(start, this.#at).trim())
  }
  term(): Term {
    const call = this.#match(CALL)
    if (call) return this.#call(call[1] as string)
    const literal = this.#match(LITERAL)
    if (literal) {
      const [, text, number, word] = literal
      if (number !== undefined || word !== undefined)
        return { kind: 'literal', value: JSON.parse((number ?? word) as string) as unknown }
      // A backslash before a brace stays for States.Format to see.
      return { kind: 'literal', value: (text ?? '').replaceAll(/\\(['\\])/g, '$1') }
    }
    this.#match(/\s*/y)
    if (this.#text[this.#at] === '$') return { kind: 'path', path: this.#path() }
    throw new PathError(`'${this.#text}' has an argument that is no path, no literal and no function`)
  }
  #call(name: string): Term {
    const given: Term[] = []
    while (!this.#match(/\s*\)\s*/y)) {
      if (given.length > 0 && !this.#match(/\s*,\s*/y)) throw new PathError(`'${this.#text}' lacks a ',' or ')'`)
      given.push(this.term())
    }
    return { kind: 'call', name, given }
  }
  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }
}

/** Throws `PathError`. */
export function parseExpression(text: string): Expression {
  if (text.startsWith('$')) return { text, term: { kind: 'path', path: parsePath(text) } }
  const reader = new Reader(text)
  const term = reader.term()
  if (!reader.isAtEnd || term.kind !== 'call') throw new PathError(`'${text}' is neither a path nor an intrinsic function`)
  return { text, term }
}

const functionFailure = (error: string, text: string, why: string): ExecutionProblem =>
  new ExecutionProblem(error, `The function '${text}' had the following error: ${why}`)

function argument(term: Term, whole: string, roots: Roots, services: Services): unknown {
  switch (term.kind) {
    case 'literal':
      return term.value
    case 'path': {
      const found = follow(term.path, roots)
      if (found.found) return found.value
      const why = found.why.startsWith('Filter:')
        ? found.why
        : `The JsonPath argument for the field '${term.path.fromRoot}' could not be found in the input '${JSON.stringify(roots.data)}'`
      throw functionFailure('States.Runtime', whole, why)
    }
    case 'call': {
      const given = term.given.map((inner) => argument(inner, whole, roots, services))
      try {
        return callIntrinsic(term.name, given, services)
      } catch (error) {
        if (!(error instanceof IntrinsicError)) throw error
        throw functionFailure('States.IntrinsicFailure', whole, error.message)
      }
    }
    default:
      return term satisfies never
  }
}

/** What `field` is given by the expression. Throws `StateFailure`. */
export function valueOf({ text, term }: Expression, field: string, roots: Roots, services: Services): unknown {
  if (term.kind !== 'path') return argument(term, text, roots, services)
  const found = follow(term.path, roots)
  if (found.found) return found.value
  // AWS gives null for an item past a list's end, and fails for everything else that is not there.
  if (isPastTheEnd(term.path, roots)) return null
  const searched = term.path.root.kind === 'context' ? roots.context : roots.data
  throw runtimeFailure(
    `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(searched)}'`,
  )
}
