/** Values of the tree as JSONata: where each of them is found when the machine runs. */
import { mapValues } from '../map-values.ts'
import { lowerPrompt } from '../prompt/index.ts'
import type { PromptProblem, Value } from '../prompt/index.ts'
import type { Expression, Schema, Template } from '../tree.ts'
import { callShape } from './functions/index.ts'
import { asItem, collected, itemsOf, using } from './functions/lower.ts'
import { atom, code, fieldOf, fields, literal, operand, toCode } from './shape.ts'
import type { Shape } from './shape.ts'
import { variantShape } from './split.ts'

const INPUT = '$states.context.Execution.Input'

/**
 * Where values are on an edge. Most are in variables; what the state at the edge's start has just given is not yet, and
 * is found in that state's result.
 */
export interface Environment {
  readonly outputs: ReadonlyMap<number, Shape>
  readonly givens: ReadonlyMap<number, Shape>
  /** How many functions of items the value is inside of. */
  readonly lambdas?: number
}

/** What the lowering of values needs to know. */
export interface Sources {
  /** The variable of a step or of what a block is given, or the value itself where it needs none. */
  readonly output: (step: number) => Shape
  readonly given: (block: number) => Shape
  readonly template: (template: Template) => string
  readonly partial: (name: string) => string | undefined
  readonly refused: (template: Template, problems: readonly PromptProblem[]) => void
}

export const NOWHERE: Environment = { outputs: new Map(), givens: new Map() }

export function shapeOf(value: Expression, environment: Environment, sources: Sources): Shape {
  const inside = (one: Expression) => shapeOf(one, environment, sources)
  switch (value.kind) {
    case 'literal':
      return literal(value.value)
    case 'input':
      return inputShape(value.field)
    case 'output':
      return environment.outputs.get(value.step) ?? sources.output(value.step)
    case 'given':
      return fieldOf(environment.givens.get(value.block) ?? sources.given(value.block), value.name)
    case 'field':
      return isContent(value) ? contentShape(fieldShape(value, inside)) : fieldShape(value, inside)
    case 'prompt':
      // a prompt prints content by itself
      return promptShape(value, (one) => (isContent(one) ? fieldShape(one, inside) : inside(one)), sources)
    case 'jsonata':
      return rawShape(value, inside)
    case 'split':
      return variantShape(value, operand(inside(value.key)))
    case 'object':
      return fields(mapValues(value.fields, inside))
    case 'list':
      return { kind: 'items', items: value.items.map((item) => asMember(inside(item), item.schema)) }
    case 'call':
      return callShape(value, inside)
    case 'lambda': {
      const each = inFunction(value.block, value.parameters, environment)
      return code(`function(${each.parameters}) { ${toCode(shapeOf(value.body, each.inside, sources))} }`)
    }
    default:
      return value satisfies never
  }
}

/** What a function of an item knows, and its parameters as code. */
export function inFunction(block: number, names: readonly string[], environment: Environment) {
  const depth = (environment.lambdas ?? 0) + 1
  const parameters = names.map((name): [string, Shape] => [name, atom(`$${lambdaVariable(depth, name)}`)])
  const givens = new Map([...environment.givens, [block, fields(Object.fromEntries(parameters))]])
  const inside: Environment = { ...environment, lambdas: depth, givens }
  return { inside, parameters: parameters.map(([, shape]) => toCode(shape)).join(', ') }
}

/** Variables of functions are named by how deep they are, in a way steps are not: `item__1`. */
const lambdaVariable = (depth: number, name: string) => `${name}__${depth}`

/** An item of a list, which may be a list itself. */
const asMember = (item: Shape, schema: Schema) => (item.kind === 'code' ? { ...item, asItem: asItem(item, schema) } : item)

type Field = Extract<Expression, { kind: 'field' }>

const fieldShape = (value: Field, inside: (one: Expression) => Shape) => fieldOf(inside(value.of), value.name, value.optional)

/** Whether a value is a message's content, which is a text or a list of content blocks. */
const isContent = (value: Expression): value is Field => value.kind === 'field' && value.schema['format'] === 'message-content'

/** Content is its text to everything but a prompt; absent where it is absent. */
function contentShape(content: Shape): Shape {
  if (content.kind !== 'code') return content
  if (!content.optional) return atom(contentText(content.code))
  const text = using([content], ['content'], (one = '') => `$exists(${one}) ? ${contentText(one)}`)
  return text.kind === 'code' ? { ...text, optional: true } : text
}

/** A message's content as text: a string as it is, content blocks as the texts among them. */
const contentText = (content: string) =>
  `$join([$map(${content}, function($part) { $type($part) = "string" ? $part : $part.text })], "\\n")`

function inputShape(field: Extract<Expression, { kind: 'input' }>['field']): Shape {
  const params = `${INPUT}.state_machine_custom_params`
  switch (field) {
    case 'messages':
      return atom(`${INPUT}.PromptInput`)
    case 'question':
      return atom(contentText(`${INPUT}.PromptInput[role = "user"][-1].content`))
    case 'params':
      return atom(params)
    case 'session':
      return code(`"" & ${params}.session`)
    case 'caller':
      return atom(`${params}.caller`, true)
    default:
      return field satisfies never
  }
}

function promptShape(
  { template, values }: Extract<Expression, { kind: 'prompt' }>,
  inside: (one: Expression) => Shape,
  sources: Sources,
): Shape {
  const given = Object.entries(values).map(([name, one]): [string, Value] => {
    const shape = inside(one)
    return [name, { code: operand(shape), schema: one.schema, ...(one.optional ? { optional: true } : {}) }]
  })
  const lowered = lowerPrompt(sources.template(template), Object.fromEntries(given), sources.partial)
  switch (lowered.kind) {
    case 'text':
      return literal(lowered.text)
    case 'expression':
      return { kind: 'code', code: lowered.code, atom: false, ...(lowered.isFilled ? { isFilled: true } : {}) }
    case 'refused':
      sources.refused(template, lowered.problems)
      return literal('')
    default:
      return lowered satisfies never
  }
}

/** An author's own code as the body of a function: it sees its values and nothing else. */
function rawShape(value: Extract<Expression, { kind: 'jsonata' }>, inside: (one: Expression) => Shape): Shape {
  const names = Object.keys(value.values).map((name) => `$${name}`)
  const given = Object.values(value.values).map((one) => toCode(inside(one)))
  const called = names.length === 0 ? `(${value.code})` : `function(${names.join(', ')}) { ${value.code} }(${given.join(', ')})`
  if (value.schema['type'] === 'array') return collected(called, itemsOf(value.schema))
  return { kind: 'code', code: called, atom: false, ...(value.optional ? { optional: true } : {}) }
}
