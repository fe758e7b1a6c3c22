/** A payload template: any JSON, in which members whose key ends in `.$` are computed. */
import type { Services } from '../../../compiler/jsonata/index.ts'
import { setMember } from '../member.ts'
import { parseExpression, valueOf } from './expression.ts'
import type { Expression } from './expression.ts'
import type { Roots } from './follow.ts'

export type Template =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'computed'; readonly expression: Expression; readonly field: string }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, value: Template])[] }

const COMPUTED = '.$'

export function template(value: unknown): Template {
  if (typeof value !== 'object' || value === null) return { kind: 'constant', value }
  if (Array.isArray(value)) {
    const items = value.map(template)
    return items.every((item) => item.kind === 'constant') ? { kind: 'constant', value } : { kind: 'list', items }
  }
  const members = Object.entries(value).map(([key, member]): readonly [string, Template] =>
    key.endsWith(COMPUTED) && typeof member === 'string'
      ? [key.slice(0, -COMPUTED.length), { kind: 'computed', expression: parseExpression(member), field: key }]
      : [key, template(member)],
  )
  return members.every(([, member]) => member.kind === 'constant') ? { kind: 'constant', value } : { kind: 'object', members }
}

/** Throws `StateFailure`. */
export function filled(template: Template, roots: Roots, services: Services): unknown {
  switch (template.kind) {
    case 'constant':
      return template.value
    case 'computed':
      return valueOf(template.expression, template.field, roots, services)
    case 'list':
      return template.items.map((item) => filled(item, roots, services))
    case 'object': {
      const object: Record<string, unknown> = {}
      for (const [key, member] of template.members) setMember(object, key, filled(member, roots, services))
      return object
    }
    default:
      return template satisfies never
  }
}
