/**
 * The tree of a Handlebars template, as Handlebars' own parser makes it (white-space control included), in types that
 * can be told apart; and what that parser says about a template it cannot read, in words for the template's author.
 */
import Handlebars from 'handlebars'
import type { Problem } from './problems.ts'
import * as problems from './problems.ts'

/** Lines count from 1; columns from 0, as Handlebars has them. */
export interface Place {
  readonly line: number
  readonly column: number
}
interface Located {
  readonly loc: { readonly start: Place }
}

/** `a.b`, `this`, `../a`, `@index`: `data` is the `@`, `depth` the number of `../`. */
export interface Path extends Located {
  readonly type: 'PathExpression'
  readonly data: boolean
  readonly depth: number
  readonly parts: readonly string[]
  readonly original: string
}
export interface Literal extends Located {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral' | 'UndefinedLiteral' | 'NullLiteral'
  readonly value?: string | number | boolean
  readonly original?: string | number | boolean
}
interface Call extends Located {
  readonly path: Path | Literal
  readonly params: readonly Expression[]
  readonly hash?: { readonly pairs: readonly (Located & { readonly key: string; readonly value: Expression })[] }
}
export interface Subexpression extends Call {
  readonly type: 'SubExpression'
}
export type Expression = Path | Literal | Subexpression

export interface Content extends Located {
  readonly type: 'ContentStatement'
  readonly value: string
}
export interface Comment extends Located {
  readonly type: 'CommentStatement'
}
export interface Mustache extends Call {
  readonly type: 'MustacheStatement'
}
export interface Block extends Call {
  readonly type: 'BlockStatement'
  readonly program?: Program
  readonly inverse?: Program
}
export interface Partial extends Omit<Call, 'path'> {
  readonly type: 'PartialStatement'
  readonly name: Expression
  /** The white space before a partial that stands alone on its line; every line of its text gets it. */
  readonly indent?: string
}
export interface Unsupported extends Located {
  readonly type: 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock'
}
export type Statement = Content | Comment | Mustache | Block | Partial | Unsupported
export interface Program {
  readonly body: readonly Statement[]
  readonly blockParams?: readonly string[]
}

export type Parsed =
  | { readonly program: Program }
  | { readonly program?: undefined; readonly place: Place; readonly problem: Problem }

const parsed = new Map<string, Parsed>()
/** Parsed templates are kept by text; past this many the oldest goes. */
const MOST_KEPT = 1000

/** A template is parsed once, however often it is used: for each use it is read again, with the types of that use. */
export function parseTemplate(template: string): Parsed {
  const known = parsed.get(template)
  if (known) return known
  const fresh = parseAnew(template)
  if (parsed.size >= MOST_KEPT) parsed.delete(parsed.keys().next().value as string)
  parsed.set(template, fresh)
  return fresh
}

function parseAnew(template: string): Parsed {
  const nul = template.indexOf('\0')
  if (nul !== -1) return { place: placeOf(template, nul), problem: problems.nulCharacter() }
  try {
    // Handlebars' own types have one shape for all statements; this is the one place that says what they are.
    return { program: Handlebars.parse(template) as unknown as Program }
  } catch (error) {
    return explain(error as Error & { lineNumber?: number; column?: number }, template)
  }
}

/** What a call calls, where its name can be that of a helper (`{{json x}}`; not `{{this.json}}`, `{{a.b}}`, `{{@x}}`). */
export function calledName(call: Call): string | undefined {
  const { path } = call
  if (path.type !== 'PathExpression' || path.data || path.depth > 0 || path.parts.length !== 1) return undefined
  return isScoped(path) ? undefined : path.parts[0]
}

/** A path as it is written, names that need them in brackets. */
export const written = ({ data, depth, parts, original }: Path): string =>
  parts.length === 0
    ? original
    : `${data ? '@' : ''}${'../'.repeat(depth)}${depth === 0 && isScoped({ original }) ? 'this.' : ''}${parts.map(writtenName).join('.')}`
export const writtenName = (name: string): string =>
  /^[^\s!"#%&'()*+,./;<=>@[\\\]^`{|}~]+$/.test(name) && !/^\d/.test(name) ? name : `[${name}]`

/** Whether a path says outright that it starts from the context: `this.x`, `./x`. */
export const isScoped = ({ original }: Pick<Path, 'original'>): boolean => /^(?:\.|this\b)/.test(original)

function placeOf(template: string, offset: number): Place {
  const lines = template.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length }
}

const GOT = /got '(\w+)'/
const LINE = /on line (\d+)/

function explain(error: Error & { lineNumber?: number; column?: number }, template: string): Parsed {
  const [summary = '', excerpt = '', caret = ''] = error.message.split('\n')
  if (error.lineNumber !== undefined && error.column !== undefined) {
    const said = summary.replace(/ - \d+:\d+$/, '')
    const mismatch = / doesn't match /.exec(said)
    const place = { line: error.lineNumber, column: error.column }
    if (!mismatch) return { place, problem: problems.malformed(said) }
    const opened = said.slice(0, mismatch.index)
    return { place, problem: problems.wrongClose(opened, said.slice(mismatch.index + mismatch[0].length)) }
  }
  const line = Number(LINE.exec(summary)?.[1] ?? 1)
  const place = { line, column: columnOf(template.split(/\r?\n/)[line - 1] ?? '', excerpt, caret.length - 1) }
  return { place, problem: problems.unexpected(GOT.exec(error.message)?.[1]) }
}

/** The parser shows the last characters it has read, line ends taken out, and a caret: the column is found by those. */
function columnOf(line: string, excerpt: string, caret: number): number {
  const read = excerpt.slice(0, Math.max(caret, 0)).replace(/^\.\.\./, '')
  for (let start = 0; start < read.length; start += 1) {
    const found = line.indexOf(read.slice(start))
    if (found !== -1) return found + read.length - start
  }
  return 0
}
