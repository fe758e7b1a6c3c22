/** A field of a JSONata state: any JSON, in which strings between `{%` and `%}` are expressions. */
import { asJsonataError, evaluateBound, NotJson, plain } from '../../../compiler/jsonata/index.ts'
import type { Bound } from '../../../compiler/jsonata/index.ts'
import { queryFailure, StateFailure } from '../failure.ts'
import { setMember } from '../member.ts'

export type Template =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'expression'; readonly text: string; readonly field: string }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, value: Template])[] }

/** `field` is where the template stands, as causes name it: `Output`, `Choices[1]/Condition`. */
export function template(value: unknown, field: string): Template {
  if (typeof value === 'string') {
    return value.startsWith('{%') && value.endsWith('%}') && value.length >= 4
      ? { kind: 'expression', text: value.slice(2, -2).trim(), field }
      : { kind: 'constant', value }
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => template(item, `${field}[${index}]`))
    return items.every((item) => item.kind === 'constant') ? { kind: 'constant', value } : { kind: 'list', items }
  }
  if (typeof value !== 'object' || value === null) return { kind: 'constant', value }
  const members = Object.entries(value).map(([key, member]) => [key, template(member, `${field}/${key}`)] as const)
  return members.every(([, member]) => member.kind === 'constant') ? { kind: 'constant', value } : { kind: 'object', members }
}

/** `undefined` where the field is absent. */
export const optionalTemplate = (value: unknown, field: string): Template | undefined =>
  value === undefined ? undefined : template(value, field)

const about = (text: string, field: string): string => `The JSONata expression '${text}' specified for the field '${field}'`

/** Failures that the library gives no code, or that come from the limits: AWS tells them after a colon. */
const BARE: ReadonlySet<string> = new Set(['D0000', 'U1001'])

function evaluationFailed(thrown: unknown, text: string, field: string): Error {
  if (thrown instanceof StateFailure) return thrown
  if (thrown instanceof NotJson) return queryFailure(`${about(text, field)} returned an unsupported result type.`, field)
  const { code, message } = asJsonataError(thrown)
  const what = BARE.has(code) ? `: ${message}` : `. ${code}: ${message}`
  return queryFailure(`${about(text, field)} threw an error during evaluation${what}`, field)
}

function something(value: unknown, text: string, field: string): unknown {
  if (value !== undefined) return value
  throw queryFailure(`${about(text, field)} returned nothing (undefined).`, field)
}

async function evaluatedLater(later: Promise<unknown>, text: string, field: string): Promise<unknown> {
  try {
    return something(plain(await later), text, field)
  } catch (thrown) {
    throw evaluationFailed(thrown, text, field)
  }
}

function evaluated(text: string, field: string, bound: Bound): unknown {
  let value: unknown
  try {
    value = evaluateBound(text, bound)
  } catch (thrown) {
    throw evaluationFailed(thrown, text, field)
  }
  // What is known at once was read from data, which is plain.
  return value instanceof Promise ? evaluatedLater(value, text, field) : something(value, text, field)
}

async function filledList(items: readonly Template[], bound: Bound): Promise<unknown> {
  const list: unknown[] = []
  for (const item of items) {
    const value = filled(item, bound)
    list.push(value instanceof Promise ? await value : value)
  }
  return list
}

async function filledObject(members: (Template & { readonly kind: 'object' })['members'], bound: Bound): Promise<unknown> {
  const object: Record<string, unknown> = {}
  for (const [key, member] of members) {
    const later = filled(member, bound)
    const value: unknown = later instanceof Promise ? await later : later
    setMember(object, key, value)
  }
  return object
}

/** The template's value; a promise only where something has to be evaluated. Throws `StateFailure`. */
export function filled(template: Template, bound: Bound): unknown {
  switch (template.kind) {
    case 'constant':
      return template.value
    case 'expression':
      return evaluated(template.text, template.field, bound)
    case 'list':
      return filledList(template.items, bound)
    case 'object':
      return filledObject(template.members, bound)
    default:
      return template satisfies never
  }
}

interface Types {
  boolean: boolean
  number: number
  string: string
  array: readonly unknown[]
}
const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

/** The template's value, which has to be of one type, or one that `isToo` lets through. */
export async function filledAs<T extends keyof Types, More = never>(
  type: T,
  template: Template,
  bound: Bound,
  isToo?: (value: unknown) => value is More,
): Promise<Types[T] | More> {
  const value: unknown = await filled(template, bound)
  const found = typeOf(value)
  if (found === type || isToo?.(value) === true || template.kind !== 'expression') return value as Types[T] | More
  throw queryFailure(
    `${about(template.text, template.field)} returned an unexpected result type. ` +
      `Expected '${type}', but was '${found}' for value: ${JSON.stringify(value)}`,
    template.field,
  )
}
