/** How big a prompt's text can be, from its template and what that is given. */
import { calledName, isScoped, parseTemplate } from '../prompt/index.ts'
import type {
  TemplateBlock,
  TemplateExpression,
  TemplatePartial,
  TemplatePath,
  TemplateProgram,
  TemplateStatement,
} from '../prompt/index.ts'
import { ASSUMED } from './assumptions.ts'
import { NOTHING, NUMBER, larger, objectOf, scaled, sumOf, wordsOf } from './extent.ts'
import type { Extent } from './extent.ts'

interface Scope {
  /** What a bare name is a field of. */
  readonly context: Extent
  readonly outer: Scope | undefined
  /** `as |item|` of the blocks around. */
  readonly named: { readonly [name: string]: Extent }
  readonly root: Extent
  readonly partials: readonly string[]
  readonly partial: (name: string) => string | undefined
}

export function templateExtent(
  template: string,
  values: { readonly [name: string]: Extent },
  partial: (name: string) => string | undefined,
): Extent {
  const context = objectOf(values)
  return sizeOf(template, { context, outer: undefined, named: {}, root: context, partials: [], partial })
}

function sizeOf(template: string, scope: Scope): Extent {
  const { program } = parseTemplate(template)
  return program ? ofProgram(program, scope) : NOTHING
}

const ofProgram = (program: TemplateProgram | undefined, scope: Scope): Extent => {
  let [bytes, tokens] = [0, 0]
  for (const statement of program?.body ?? []) {
    const one = ofStatement(statement, scope)
    bytes += one.bytes
    tokens += one.tokens
  }
  return { bytes, tokens }
}

/** Templates are parsed once, and so is their text measured once. */
const texts = new WeakMap<TemplateStatement, Extent>()

function ofStatement(statement: TemplateStatement, scope: Scope): Extent {
  switch (statement.type) {
    case 'ContentStatement': {
      const known = texts.get(statement)
      if (known) return known
      const size = wordsOf(statement.value)
      texts.set(statement, size)
      return size
    }
    case 'MustacheStatement': {
      const name = statement.params.length > 0 ? calledName(statement) : undefined
      return name === undefined ? ofExpression(statement.path, scope) : ofHelper(name, statement.params, scope)
    }
    case 'BlockStatement':
      return ofBlock(statement, scope)
    case 'PartialStatement':
      return ofPartial(statement, scope)
    case 'CommentStatement':
    case 'PartialBlockStatement':
    case 'Decorator':
    case 'DecoratorBlock':
      return NOTHING
    default:
      return statement satisfies never
  }
}

function ofHelper(name: string, given: readonly TemplateExpression[], scope: Scope): Extent {
  const [value = NOTHING, second = NOTHING] = given.map((one) => ofExpression(one, scope))
  if (name === 'json' || name === 'xml') return scaled(value, ASSUMED.escaped)
  return name === 'join' ? sumOf([value, scaled(second, value.items?.most ?? ASSUMED.items)]) : value
}

function ofExpression(expression: TemplateExpression, scope: Scope): Extent {
  switch (expression.type) {
    case 'PathExpression':
      return ofPath(expression, scope)
    case 'SubExpression':
      return ofHelper(calledName(expression) ?? '', expression.params, scope)
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
    case 'UndefinedLiteral':
    case 'NullLiteral':
      return wordsOf(String(expression.value ?? ''))
    default:
      return expression satisfies never
  }
}

function ofPath(path: TemplatePath, scope: Scope): Extent {
  const [head, ...rest] = path.parts
  if (path.data) return head === 'root' ? inside(scope.root, rest) : NUMBER
  const named = head !== undefined && path.depth === 0 && !isScoped(path) ? scope.named[head] : undefined
  if (named) return inside(named, rest)
  let from = scope
  for (let climbed = 0; climbed < path.depth; climbed += 1) from = from.outer ?? from
  return inside(from.context, path.parts)
}

/** A part of a value; of one that nothing is known of it may be all. */
const inside = (value: Extent, parts: readonly string[]): Extent =>
  parts.reduce(
    (owner, part) =>
      owner.items && part === 'length' ? NUMBER : (owner.fields?.[part] ?? (owner.items ? owner.items.each : owner)),
    value,
  )

function ofBlock(block: TemplateBlock, scope: Scope): Extent {
  const [parameter] = block.params
  const value = parameter ? ofExpression(parameter, scope) : NOTHING
  const otherwise = ofProgram(block.inverse, scope)
  const names = block.program?.blockParams ?? []
  const enter = (context: Extent, given: readonly Extent[]): Scope => ({
    ...scope,
    context,
    outer: scope,
    named: { ...scope.named, ...Object.fromEntries(names.map((name, index) => [name, given[index] ?? NUMBER])) },
  })
  switch (calledName(block)) {
    case 'each': {
      const item = value.items?.each ?? value
      return larger(scaled(ofProgram(block.program, enter(item, [item])), value.items?.most ?? ASSUMED.items), otherwise)
    }
    case 'with':
      return larger(ofProgram(block.program, enter(value, [value])), otherwise)
    default:
      return larger(ofProgram(block.program, scope), otherwise)
  }
}

/** Characters of a line that an indented part is reckoned to have. */
const LINE = 40

function ofPartial(partial: TemplatePartial, scope: Scope): Extent {
  const name = partial.name.type === 'SubExpression' ? '' : String(partial.name.original)
  const template = scope.partials.includes(name) ? undefined : scope.partial(name)
  if (template === undefined) return NOTHING
  const [parameter] = partial.params
  const from = parameter ? ofExpression(parameter, scope) : scope.context
  const added = (partial.hash?.pairs ?? []).map(({ key, value }) => [key, ofExpression(value, scope)] as const)
  const context = added.length === 0 ? from : { ...from, fields: { ...from.fields, ...Object.fromEntries(added) } }
  const size = sizeOf(template, { ...scope, context, outer: undefined, named: {}, partials: [...scope.partials, name] })
  return partial.indent ? scaled(size, 1 + partial.indent.length / LINE) : size
}

/** Bytes of a template's text that are there whatever it is given. */
export const fixedBytes = (template: string): number =>
  (parseTemplate(template).program?.body ?? []).reduce(
    (sum, statement) => sum + (statement.type === 'ContentStatement' ? wordsOf(statement.value).bytes : 0),
    0,
  )
