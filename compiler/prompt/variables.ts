/** Which of its given values a template reads, without knowing their types: for checking prompt files and unused values. */
import { BLOCK_NAMES, HELPER_NAMES, REFUSED_NAMES } from './helpers.ts'
import { calledName, isScoped, parseTemplate } from './syntax.ts'
import type { Block, Expression, Partial, Path, Program, Statement } from './syntax.ts'

type Partials = (name: string) => string | undefined

/** What of a scope matters here: is its context that of the whole template, and which names hide values of it? */
interface Scope {
  readonly root: boolean
  readonly outer: Scope | undefined
  readonly named: ReadonlySet<string>
  readonly partials: readonly string[]
}

const NOT_VALUES: ReadonlySet<string> = new Set([...HELPER_NAMES, ...BLOCK_NAMES, ...REFUSED_NAMES])
const NO_NAMES: ReadonlySet<string> = new Set()

/**
 * The names of the values a template reads, in the order in which it first does; none for a template that cannot be read.
 * @example templateVariables('{{#each messages}}{{role}}: {{content}} {{/each}}{{question}}') // ['messages', 'question']
 */
export function templateVariables(template: string, partials: Partials = () => undefined): readonly string[] {
  const found = readsOf(template, { root: true, outer: undefined, named: NO_NAMES, partials: [] }, partials)
  return [...new Set(found)]
}

/** Those of `names` that a template does not read. */
export function unusedValues(template: string, names: readonly string[], partials?: Partials): readonly string[] {
  const read = new Set(templateVariables(template, partials))
  return names.filter((name) => !read.has(name))
}

function readsOf(template: string, scope: Scope, partials: Partials): readonly string[] {
  const { program } = parseTemplate(template)
  return program ? inProgram(program, scope, partials) : []
}

const inProgram = (program: Program | undefined, scope: Scope, partials: Partials): readonly string[] =>
  (program?.body ?? []).flatMap((statement) => inStatement(statement, scope, partials))

function inStatement(statement: Statement, scope: Scope, partials: Partials): readonly string[] {
  switch (statement.type) {
    case 'MustacheStatement': {
      const name = calledName(statement)
      const isValue =
        statement.params.length === 0 && !statement.hash && (name === undefined || scope.named.has(name) || !NOT_VALUES.has(name))
      return isValue ? inExpression(statement.path, scope) : inCall(statement, scope)
    }
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

function inBlock(block: Block, scope: Scope, partials: Partials): readonly string[] {
  const name = calledName(block)
  const opens = name === 'each' || name === 'with'
  const inside: Scope = opens
    ? { ...scope, root: false, outer: scope, named: new Set([...scope.named, ...(block.program?.blockParams ?? [])]) }
    : scope
  return [...inCall(block, scope), ...inProgram(block.program, inside, partials), ...inProgram(block.inverse, scope, partials)]
}

function inPartial(partial: Partial, scope: Scope, partials: Partials): readonly string[] {
  const reads = inCall(partial, scope)
  const name = partial.name.type === 'SubExpression' ? undefined : String(partial.name.original)
  const template = name === undefined || scope.partials.includes(name) ? undefined : partials(name)
  if (name === undefined || template === undefined) return reads
  const [context] = partial.params
  const given = new Set(partial.hash?.pairs.map(({ key }) => key))
  const inside: Scope = {
    root: context ? startsAtRoot(context, scope) : scope.root,
    outer: undefined,
    named: NO_NAMES,
    partials: [...scope.partials, name],
  }
  return [...reads, ...readsOf(template, inside, partials).filter((read) => !given.has(read))]
}

const inCall = ({ params, hash }: Pick<Partial, 'params' | 'hash'>, scope: Scope): readonly string[] =>
  [...params, ...(hash?.pairs.map(({ value }) => value) ?? [])].flatMap((expression) => inExpression(expression, scope))

function inExpression(expression: Expression, scope: Scope): readonly string[] {
  if (expression.type === 'SubExpression') return inCall(expression, scope)
  if (expression.type !== 'PathExpression') return []
  const [head, next] = expression.parts
  if (expression.data) return head === 'root' && next !== undefined ? [next] : []
  if (head === undefined) return []
  if (expression.depth === 0 && !isScoped(expression) && scope.named.has(head)) return []
  return climb(expression, scope)?.root ? [head] : []
}

/** Whether an expression stands for the values of the template as a whole: `this` at the top, `..` in a block. */
const startsAtRoot = (expression: Expression, scope: Scope): boolean =>
  expression.type === 'PathExpression' &&
  !expression.data &&
  expression.parts.length === 0 &&
  climb(expression, scope)?.root === true

function climb(path: Path, scope: Scope): Scope | undefined {
  let from: Scope | undefined = scope
  for (let climbed = 0; climbed < path.depth; climbed += 1) from = from?.outer
  return from
}
