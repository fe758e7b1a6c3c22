/** The walk over a template's tree: every statement becomes a part of the text, every part a text or the code of one. */
import { BLOCK_NAMES, callHelper, HELPER_NAMES, REFUSED_NAMES } from './helpers.ts'
import type { Variables } from './helpers.ts'
import { jsonLiteral, textLiteral } from './literal.ts'
import { condition, presence, printed } from './print.ts'
import type { Operand } from './print.ts'
import * as problems from './problems.ts'
import type { Problem } from './problems.ts'
import type { Rules } from './rules.ts'
import { climb, enter, enterPartial, isFound, itemTyped, resolve, withValues, wrong } from './scope.ts'
import type { Context, Scope, Typed } from './scope.ts'
import { describe, isOnly, isWrong, NUMBER, shapeOf } from './shape.ts'
import { calledName, parseTemplate, written } from './syntax.ts'
import type { Block, Expression, Mustache, Partial, Path, Place, Program, Statement, Subexpression } from './syntax.ts'

export type Part = { readonly text: string } | { readonly code: string }

export interface Lowering {
  readonly rules: Rules
  readonly variables: Variables
  readonly partials: (name: string) => string | undefined
  readonly report: (place: Place, problem: Problem) => void
}

/** The parts of a whole template or partial. */
export function lowerTemplate(template: string, scope: Scope, lowering: Lowering): readonly Part[] {
  const parsed = parseTemplate(template)
  if (parsed.program) return lowerProgram(parsed.program, scope, lowering)
  lowering.report(parsed.place, parsed.problem)
  return []
}

/** One text, if the parts are nothing else. */
export function textOf(parts: readonly Part[]): string | undefined {
  return parts.every((part) => 'text' in part) ? parts.map(({ text }) => text).join('') : undefined
}

/** The code of the parts' text. */
export function codeOf(parts: readonly Part[], rules: Rules): string {
  if (parts.length === 0) return textLiteral('')
  return rules.join(parts.map((part) => ('text' in part ? textLiteral(part.text) : part.code)))
}

function lowerProgram(program: Program | undefined, scope: Scope, lowering: Lowering): readonly Part[] {
  const parts: Part[] = []
  for (const statement of program?.body ?? []) {
    for (const part of lowerStatement(statement, scope, lowering)) {
      const last = parts.at(-1)
      if ('text' in part && last && 'text' in last) parts[parts.length - 1] = { text: last.text + part.text }
      else if (!('text' in part) || part.text !== '') parts.push(part)
    }
  }
  return parts
}

function lowerStatement(statement: Statement, scope: Scope, lowering: Lowering): readonly Part[] {
  switch (statement.type) {
    case 'ContentStatement':
      return [{ text: statement.value }]
    case 'CommentStatement':
      return []
    case 'MustacheStatement':
      return lowerMustache(statement, scope, lowering)
    case 'BlockStatement':
      return lowerBlock(statement, scope, lowering)
    case 'PartialStatement':
      return lowerPartial(statement, scope, lowering)
    case 'PartialBlockStatement':
    case 'Decorator':
    case 'DecoratorBlock':
      lowering.report(statement.loc.start, problems.unsupportedTag(statement.type))
      return []
    default:
      statement satisfies never
      return []
  }
}

function lowerMustache(mustache: Mustache, scope: Scope, lowering: Lowering): readonly Part[] {
  const { path } = mustache
  if (path.type !== 'PathExpression') return refuse(path.loc.start, problems.literalPrinted(), lowering)
  const value = isCall(mustache, scope) ? call(mustache, scope, lowering) : operand(path, scope, lowering)
  const code = printed(value, lowering.rules)
  return typeof code === 'string' ? [{ code }] : refuse(path.loc.start, code, lowering)
}

function refuse(place: Place, problem: Problem, { report }: Lowering): readonly Part[] {
  report(place, problem)
  return []
}

/** Handlebars prefers a helper to a value of the same name, but the name of an item to both. */
function isCall(mustache: Mustache, scope: Scope): boolean {
  if (mustache.params.length > 0 || mustache.hash) return true
  const name = calledName(mustache)
  return name !== undefined && !scope.named.has(name) && TAKEN.has(name)
}
const TAKEN: ReadonlySet<string> = new Set([...HELPER_NAMES, ...BLOCK_NAMES, ...REFUSED_NAMES])

function call(node: Mustache | Subexpression, scope: Scope, lowering: Lowering): Operand {
  const name = calledName(node) ?? String(node.path.original)
  for (const pair of node.hash?.pairs ?? []) lowering.report(pair.loc.start, problems.noOptions(name, pair.key))
  const given = node.params.map((parameter) => operand(parameter, scope, lowering))
  const value = callHelper(name, given, lowering.rules, lowering.variables)
  return { written: `(${name} …)`, ...checked(value, node.path.loc.start, lowering) }
}

function operand(expression: Expression, scope: Scope, lowering: Lowering): Operand {
  const place = expression.loc.start
  switch (expression.type) {
    case 'PathExpression':
      return { written: written(expression), ...checked(resolve(expression, scope, lowering.rules), place, lowering) }
    case 'SubExpression':
      return call(expression, scope, lowering)
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral': {
      const literal = expression.value as string | number | boolean
      const code = jsonLiteral(literal)
      return { code, shape: shapeOf({ const: literal }), origin: '', written: JSON.stringify(literal), literal }
    }
    case 'UndefinedLiteral':
    case 'NullLiteral': {
      const literal = expression.type === 'NullLiteral' ? 'null' : 'undefined'
      return { written: literal, ...checked(problems.literalNotAllowed(literal), place, lowering) }
    }
    default:
      expression satisfies never
      return { written: '', ...wrong }
  }
}

function checked(found: Typed | Problem, place: Place, { report }: Lowering): Typed {
  if (isFound(found)) return found
  report(place, found)
  return wrong
}

function lowerBlock(block: Block, scope: Scope, lowering: Lowering): readonly Part[] {
  const name = calledName(block)
  switch (name) {
    case 'if':
      return lowerIf(block, block.program, block.inverse, scope, lowering)
    case 'unless':
      return lowerIf(block, block.inverse, block.program, scope, lowering)
    case 'each':
      return lowerEach(block, scope, lowering)
    case 'with':
      return lowerWith(block, scope, lowering)
    default: {
      lowering.report(block.path.loc.start, problems.unknownBlock(String(block.path.original)))
      return []
    }
  }
}

/** The one value a block takes, and the names it gives, at most `most`. */
function blockValue(block: Block, most: number, scope: Scope, lowering: Lowering): Operand & { names: readonly string[] } {
  const name = String(block.path.original)
  const place = block.path.loc.start
  for (const pair of block.hash?.pairs ?? []) lowering.report(pair.loc.start, problems.noOptions(name, pair.key))
  const names = block.program?.blockParams ?? block.inverse?.blockParams ?? []
  if (names.length > most) lowering.report(place, problems.tooManyNames(name, most))
  const [parameter, ...others] = block.params
  if (parameter && others.length === 0) return { names, ...operand(parameter, scope, lowering) }
  return { names, written: '', ...checked(problems.blockParameters(name), place, lowering) }
}

function lowerIf(
  block: Block,
  then: Program | undefined,
  otherwise: Program | undefined,
  scope: Scope,
  lowering: Lowering,
): readonly Part[] {
  const { rules, report } = lowering
  const value = blockValue(block, 0, scope, lowering)
  const test = condition(value, rules)
  const thenCode = codeOf(lowerProgram(then, scope, lowering), rules)
  const otherwiseCode = codeOf(lowerProgram(otherwise, scope, lowering), rules)
  if (typeof test !== 'string') report((block.params[0] ?? block.path).loc.start, test)
  return [{ code: rules.choose(typeof test === 'string' ? test : 'true', thenCode, otherwiseCode) }]
}

function lowerEach(block: Block, scope: Scope, lowering: Lowering): readonly Part[] {
  const { rules, variables } = lowering
  const list = blockValue(block, 2, scope, lowering)
  const problem =
    isWrong(list.shape) || isOnly(list.shape, 'list') ? undefined : problems.notAList(list.written, describe(list.shape))
  if (problem) lowering.report((block.params[0] ?? block.path).loc.start, problem)

  const depth = scope.loops.length + 1
  const loop = { index: variables.index(depth), list: variables.list(depth) }
  const item = problem || isWrong(list.shape) ? wrong : itemTyped(list, variables.item(depth))
  const index: Typed = { code: loop.index, shape: NUMBER, origin: loop.index }
  const inside = enter(scope, item, named(list.names, [item, index]), loop)

  const body = codeOf(lowerProgram(block.program, inside, lowering), rules)
  const otherwise = codeOf(lowerProgram(block.inverse, scope, lowering), rules)
  const test = condition(list, rules)
  const parameters = [variables.item(depth), loop.index, loop.list]
  const used = body.includes(loop.list) ? 3 : body.includes(loop.index) ? 2 : 1
  return [
    {
      code: rules.choose(
        typeof test === 'string' ? test : 'true',
        rules.each(list.code, parameters.slice(0, used), body),
        otherwise,
      ),
    },
  ]
}

function lowerWith(block: Block, scope: Scope, lowering: Lowering): readonly Part[] {
  const { rules } = lowering
  const value = blockValue(block, 1, scope, lowering)
  const problem =
    isWrong(value.shape) || isOnly(value.shape, 'object') ? undefined : problems.notAnObject(value.written, describe(value.shape))
  if (problem) lowering.report((block.params[0] ?? block.path).loc.start, problem)

  const present: Typed = problem ? wrong : { ...value, shape: { ...value.shape, missing: false, null: false } }
  const inside = enter(scope, present, named(value.names, [present]))
  const body = lowerProgram(block.program, inside, lowering)
  const otherwise = lowerProgram(block.inverse, scope, lowering)
  const there = presence(value, rules)
  return there === undefined ? body : [{ code: rules.choose(there, codeOf(body, rules), codeOf(otherwise, rules)) }]
}

const named = (names: readonly string[], values: readonly Typed[]): Readonly<Record<string, Typed>> =>
  Object.fromEntries(values.flatMap((value, index) => (names[index] === undefined ? [] : [[names[index], value]])))

function lowerPartial(partial: Partial, scope: Scope, lowering: Lowering): readonly Part[] {
  const place = partial.loc.start
  if (partial.name.type === 'SubExpression') return refuse(place, problems.partialName(), lowering)
  if (partial.name.type === 'PathExpression' && partial.name.data) return refuse(place, problems.partialName(), lowering)
  const name = String(partial.name.original)
  if (scope.partials.includes(name)) return refuse(place, problems.recursivePartial([...scope.partials, name]), lowering)
  if (partial.params.length > 1) return refuse(place, problems.partialParameters(name), lowering)
  const template = lowering.partials(name)
  if (template === undefined) return refuse(place, problems.unknownPartial(name), lowering)

  const added = (partial.hash?.pairs ?? []).map(({ key, value }) => [key, operand(value, scope, lowering)] as const)
  const context = withValues(partialContext(partial.params[0], scope, lowering), added)
  const parts = lowerTemplate(template, enterPartial(scope, name, context), {
    ...lowering,
    report: (at, problem) => lowering.report(place, problems.inPartial(name, at.line, at.column + 1, problem)),
  })
  return partial.indent ? indented(parts, partial.indent, lowering) : parts
}

function partialContext(parameter: Expression | undefined, scope: Scope, lowering: Lowering): Context {
  if (!parameter) return scope.context
  if (isBareContext(parameter)) {
    const from = climb(parameter, scope)
    if ('context' in from) return from.context
    lowering.report(parameter.loc.start, from)
    return { kind: 'value', value: wrong }
  }
  return { kind: 'value', value: operand(parameter, scope, lowering) }
}
const isBareContext = (expression: Expression): expression is Path =>
  expression.type === 'PathExpression' && !expression.data && expression.parts.length === 0

function indented(parts: readonly Part[], indent: string, { rules, variables }: Lowering): readonly Part[] {
  const text = textOf(parts)
  if (text === undefined) return [{ code: rules.indent(codeOf(parts, rules), indent, variables.text) }]
  const lines = text.split('\n')
  return [{ text: lines.map((line, index) => (line === '' && index === lines.length - 1 ? '' : indent + line)).join('\n') }]
}
