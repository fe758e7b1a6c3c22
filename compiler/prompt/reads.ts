/** What a template reads of its given values and what for, without knowing their types. */
import { BLOCK_NAMES, HELPER_NAMES, REFUSED_NAMES } from './helpers.ts'
import { calledName, isScoped, parseTemplate } from './syntax.ts'
import type { Block, Expression, Mustache, Partial, Path, Program, Statement } from './syntax.ts'

type Partials = (name: string) => string | undefined

/** From the name of a given value down: names of fields, `[]` for the items of a list. */
type Names = readonly string[]
export const ITEMS = '[]'

export interface Read {
  readonly path: Names
  /**
   * `text`: its text is printed as it is, `data`: escaped, and alone in a tag of its own (`<wish>{{xml wish}}</wish>`), `test`: it
   * only decides what is printed.
   */
  readonly as: 'text' | 'data' | 'test'
}

/** Where names are; undefined for what no path leads to. */
type Named = ReadonlyMap<string, Names | undefined>

interface Scope {
  readonly context: Names | undefined
  /** What a partial is given beside its context, and hides it. */
  readonly added: Named
  readonly outer: Scope | undefined
  /** `as |item index|` of the blocks around. */
  readonly named: Named
  readonly partials: readonly string[]
}

const NOT_VALUES: ReadonlySet<string> = new Set([...HELPER_NAMES, ...BLOCK_NAMES, ...REFUSED_NAMES])
const NONE: Named = new Map()
const TEMPLATE: Scope = { context: [], added: NONE, outer: undefined, named: NONE, partials: [] }

/**
 * Everything a template reads of its values, in the order of the text; nothing for a template that cannot be read.
 * @example templateReads('{{#each messages}}{{role}}{{/each}}')
 *   // [{ path: ['messages'], as: 'test' }, { path: ['messages', '[]', 'role'], as: 'text' }]
 */
export function templateReads(template: string, partials: Partials = () => undefined): readonly Read[] {
  return readsOf(template, TEMPLATE, partials).filter(({ path }) => path.length > 0)
}

/**
 * The names of the values a template reads, in the order in which it first does; none for a template that cannot be read.
 * @example templateVariables('{{#each messages}}{{role}}: {{content}} {{/each}}{{question}}') // ['messages', 'question']
 */
export function templateVariables(template: string, partials?: Partials): readonly string[] {
  return variablesOf(templateReads(template, partials))
}

/** The names of the values that are read. */
export const variablesOf = (reads: readonly Read[]): readonly string[] => [...new Set(reads.map(({ path: [name = ''] }) => name))]

function readsOf(template: string, scope: Scope, partials: Partials): readonly Read[] {
  const { program } = parseTemplate(template)
  return program ? inProgram(program, scope, partials) : []
}

const inProgram = (program: Program | undefined, scope: Scope, partials: Partials): readonly Read[] =>
  (program?.body ?? []).flatMap((statement, index, all) =>
    inStatement(statement, [all[index - 1], all[index + 1]], scope, partials),
  )

/** The statements before and after one. */
type Beside = readonly [before: Statement | undefined, after: Statement | undefined]

function inStatement(statement: Statement, beside: Beside, scope: Scope, partials: Partials): readonly Read[] {
  switch (statement.type) {
    case 'MustacheStatement':
      return inMustache(statement, beside, scope)
    case 'BlockStatement':
      return inBlock(statement, scope, partials)
    case 'PartialStatement':
      return inPartial(statement, scope, partials)
    case 'ContentStatement':
    case 'CommentStatement':
    case 'PartialBlockStatement':
    case 'Decorator':
    case 'DecoratorBlock':
      return []
    default:
      statement satisfies never
      return []
  }
}

function inMustache(mustache: Mustache, beside: Beside, scope: Scope): readonly Read[] {
  const name = calledName(mustache)
  const isValue =
    mustache.params.length === 0 && !mustache.hash && (name === undefined || scope.named.has(name) || !NOT_VALUES.has(name))
  if (isValue) return inExpression(mustache.path, 'text', scope)
  return inCall(mustache, name === 'xml' && isInTag(beside) ? 'data' : 'text', scope)
}

/** Between a tag's start and its end, with nothing else. */
function isInTag([before, after]: Beside): boolean {
  if (before?.type !== 'ContentStatement' || after?.type !== 'ContentStatement') return false
  const tag = /<([A-Za-z_][\w.-]*)>\s*$/.exec(before.value)?.[1]
  return tag !== undefined && after.value.trimStart().startsWith(`</${tag}>`)
}

function inBlock(block: Block, scope: Scope, partials: Partials): readonly Read[] {
  const name = calledName(block)
  const [value] = block.params
  const inside = name === 'each' || name === 'with' ? entered(block, name === 'each' ? [ITEMS] : [], scope) : scope
  return [
    ...(value?.type === 'PathExpression' ? inExpression(value, 'test', scope) : inCall(block, 'text', scope)),
    ...inProgram(block.program, inside, partials),
    ...inProgram(block.inverse, scope, partials),
  ]
}

function entered({ params: [value], program }: Block, inside: Names, scope: Scope): Scope {
  const context = value ? further(pathOf(value, scope), inside) : undefined
  const [item, index] = program?.blockParams ?? []
  const names = [
    ...(item === undefined ? [] : [[item, context] as const]),
    ...(index === undefined ? [] : [[index, undefined] as const]),
  ]
  return { ...scope, context, added: NONE, outer: scope, named: new Map([...scope.named, ...names]) }
}

function inPartial(partial: Partial, scope: Scope, partials: Partials): readonly Read[] {
  const pairs = partial.hash?.pairs ?? []
  const name = partial.name.type === 'SubExpression' ? undefined : String(partial.name.original)
  const template = name === undefined || scope.partials.includes(name) ? undefined : partials(name)
  if (name === undefined || template === undefined) return inCall(partial, 'text', scope)
  const [value] = partial.params
  const context = value ? whatIs(value, scope) : scope
  const inside: Scope = {
    context: context.context,
    added: new Map([...context.added, ...pairs.map(({ key, value }) => [key, pathOf(value, scope)] as const)]),
    outer: undefined,
    named: NONE,
    partials: [...scope.partials, name],
  }
  // what is handed on is read in the partial; that it is read at all is said here
  const handed = [...partial.params, ...pairs.map(({ value }) => value)].flatMap((value) =>
    inExpression(value, value.type === 'PathExpression' ? 'test' : 'text', scope),
  )
  return [...handed, ...readsOf(template, inside, partials)]
}

/** What is the context where an expression is: that of a scope, or a value. */
function whatIs(expression: Expression, scope: Scope): Pick<Scope, 'context' | 'added'> {
  const isContext = expression.type === 'PathExpression' && !expression.data && expression.parts.length === 0
  return (isContext ? climb(expression, scope) : undefined) ?? { context: pathOf(expression, scope), added: NONE }
}

const inCall = ({ params, hash }: Pick<Partial, 'params' | 'hash'>, as: Read['as'], scope: Scope): readonly Read[] =>
  [...params, ...(hash?.pairs.map(({ value }) => value) ?? [])].flatMap((expression) => inExpression(expression, as, scope))

function inExpression(expression: Expression, as: Read['as'], scope: Scope): readonly Read[] {
  if (expression.type === 'SubExpression') return inCall(expression, as, scope)
  const path = pathOf(expression, scope)
  return path ? [{ path, as }] : []
}

/** Where what an expression stands for is; undefined for what is not in the values: a literal, an index, what a helper gives. */
function pathOf(expression: Expression, scope: Scope): Names | undefined {
  if (expression.type !== 'PathExpression') return undefined
  const parts = expression.parts.map((part) => (/^\d+$/.test(part) ? ITEMS : part))
  const [head, ...rest] = parts
  if (expression.data) return head === 'root' ? rest : undefined
  const from = climb(expression, scope)
  if (head === undefined) return from?.context
  const named = expression.depth === 0 && !isScoped(expression) && scope.named.has(head) ? scope.named : from?.added
  if (named?.has(head)) return further(named.get(head), rest)
  return further(from?.context, parts)
}

const further = (from: Names | undefined, parts: Names): Names | undefined => from && [...from, ...parts]

function climb(path: Path, scope: Scope): Scope | undefined {
  let from: Scope | undefined = scope
  for (let climbed = 0; climbed < path.depth; climbed += 1) from = from?.outer
  return from
}
