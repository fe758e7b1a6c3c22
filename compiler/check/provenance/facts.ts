/** What a condition says of the values it looks at, for the steps behind it. */
import type { Expression } from '../../tree.ts'
import { keyOf } from '../same-value.ts'

/**
 * By value: `value`, it is one of the author's own values, or the verified identity; `schema`, it has the schema by which it is
 * referred to.
 */
export type Facts = ReadonlyMap<string, 'value' | 'schema'>
export const NO_FACTS: Facts = new Map()

/** All that both say. */
export const both = (one: Facts, other: Facts): Facts =>
  one.size === 0 ? other : other.size === 0 ? one : new Map([...one, ...other])

/** What is known where one of several has happened. */
export function either(several: readonly Facts[]): Facts {
  const [first = NO_FACTS, ...others] = several
  const shared = [...first].filter(([key, fact]) => others.every((facts) => facts.get(key) === fact))
  return shared.length === 0 ? NO_FACTS : new Map(shared)
}

const all = (several: readonly Facts[]): Facts => several.reduce(both, NO_FACTS)

/** What is known where a condition holds. */
export function whenTrue(condition: Expression | undefined): Facts {
  if (condition?.kind !== 'call') return NO_FACTS
  const { name, of } = condition
  const [one, other] = of as readonly [Expression, Expression]
  switch (name) {
    case 'isTrue':
      return whenTrue(one)
    case 'not':
      return whenFalse(one)
    case 'equals':
      return isOwn(other) ? fact(one, 'value') : isOwn(one) ? fact(other, 'value') : NO_FACTS
    case 'lists.includes':
      return isOwn(one) ? fact(other, 'value') : NO_FACTS
    case 'isToolCall':
      return both(fact(one, 'value'), fact(of[2] as Expression, 'schema'))
    case 'and':
      return all(of.map(whenTrue))
    case 'or':
      return either(of.map(whenTrue))
    default:
      return NO_FACTS
  }
}

/** What is known where a condition does not hold. */
export function whenFalse(condition: Expression | undefined): Facts {
  if (condition?.kind !== 'call') return NO_FACTS
  const { name, of } = condition
  const [one, other] = of as readonly [Expression, Expression]
  switch (name) {
    case 'isTrue':
      return whenFalse(one)
    case 'not':
      return whenTrue(one)
    case 'differs':
      return isOwn(other) ? fact(one, 'value') : isOwn(one) ? fact(other, 'value') : NO_FACTS
    case 'and':
      return either(of.map(whenFalse))
    case 'or':
      return all(of.map(whenFalse))
    default:
      return NO_FACTS
  }
}

function fact(value: Expression, what: 'value' | 'schema'): Facts {
  const key = value.kind === 'literal' ? undefined : keyOf(value)
  return key === undefined ? NO_FACTS : new Map([[key, what]])
}

/** Written by the author, or verified. */
const isOwn = (value: Expression): boolean =>
  value.kind === 'literal' ||
  (value.kind === 'input' && value.field === 'caller') ||
  (value.kind === 'list' && value.items.every(isOwn))
