/** Whether what a task was answered keeps its promise: told from the raw result, by other means than the machine's own. */
import type { Json } from '../asl.ts'
import type { Schema } from '../tree.ts'
import type { Task } from './tasks.ts'

export type Fits = (schema: Schema, value: unknown) => boolean

type Members = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((found, key) => (isObject(found) ? found[key] : undefined), value)
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

/** Undefined for what is no JSON. */
function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined
  } catch {
    return undefined
  }
}

/** Content blocks of a model's answer, whichever API and family: with `Text` or `text`, with `ToolUse`, `toolUse` or `input`. */
function blocksOf(raw: unknown): readonly unknown[] {
  const body = at(raw, 'Body')
  const content = at(raw, 'Output', 'Message', 'Content') ?? at(body, 'content') ?? at(body, 'output', 'message', 'content')
  if (content !== undefined) return listed(content)
  const text = at(body, 'generation') ?? at(listed(at(body, 'outputs'))[0], 'text')
  return [{ text }]
}

const textOf = (raw: unknown): string =>
  blocksOf(raw)
    .map((block) => at(block, 'Text') ?? at(block, 'text'))
    .filter((text) => typeof text === 'string')
    .join('')

const toolInput = (raw: unknown): unknown =>
  blocksOf(raw)
    .map((block) => at(block, 'ToolUse', 'Input') ?? at(block, 'toolUse', 'input') ?? at(block, 'input'))
    .find((input) => input !== undefined)

/** The plain value of a DynamoDB attribute. */
function plainAttribute(attribute: unknown): unknown {
  if (!isObject(attribute)) return undefined
  const [only] = Object.entries(attribute)
  if (!only) return undefined
  const [tag, value] = only
  switch (tag.toUpperCase()) {
    case 'N':
      return Number(value)
    case 'NULL':
    case 'NUL':
      return null
    case 'L':
      return listed(value).map(plainAttribute)
    case 'M':
      return plainItem(value)
    default:
      return value
  }
}
const plainItem = (item: unknown): unknown =>
  isObject(item) ? Object.fromEntries(Object.entries(item).map(([name, one]) => [name, plainAttribute(one)])) : undefined

/** What a service's own integration wraps around what was promised. */
function unwrapped(raw: unknown, resource: string): unknown {
  const action = resource.replace(/^.*:states:[^:]*:[^:]*:/, '')
  switch (action) {
    case 'lambda:invoke':
      return at(raw, 'Payload')
    case 'http:invoke':
      return at(raw, 'ResponseBody')
    case 'dynamodb:getItem':
      return at(raw, 'Item') === undefined ? {} : { item: plainItem(at(raw, 'Item')) }
    case 'dynamodb:updateItem':
      return plainItem(at(raw, 'Attributes'))
    case 'aws-sdk:dynamodb:query':
      return { items: listed(at(raw, 'Items')).map(plainItem) }
    default:
      return raw
  }
}

/** True: the answer is what was promised, so whatever is made of it must not fail. A task that promises nothing keeps it always. */
export function keepsPromise({ asks, resource }: Task, raw: Json, fits: Fits): boolean {
  if (asks.of === 'service') {
    if (!asks.promised) return true
    const value = unwrapped(raw, resource)
    return fits(asks.promised, value) || (asks.promised['type'] !== 'string' && fits(asks.promised, parsed(value)))
  }
  if (!asks.output) return true
  const { schema, byTool, prefill } = asks.output
  if (byTool && toolInput(raw) !== undefined) {
    const input = toolInput(raw)
    return fits(schema, schema['type'] === 'object' ? input : at(input, 'answer'))
  }
  return prefill !== null && fits(schema, parsed(`${prefill}${textOf(raw)}`))
}
