/** Values that can hold no words of others: by a schema that they are held to, or by what is known where they stand. */
import type { Expression } from '../../tree.ts'
import { keyOf } from '../same-value.ts'
import { isBounded } from './bounded.ts'
import type { Facts } from './facts.ts'
import type { Sites } from './sites.ts'
import type { Names } from './source.ts'

export function isHeld(value: Expression, path: Names, facts: Facts, sites: Sites): boolean {
  const bounded = isBounded(value.schema, path)
  for (let whole: Expression = value; ; whole = whole.of) {
    const key = facts.size === 0 ? undefined : keyOf(whole)
    const fact = key === undefined ? undefined : facts.get(key)
    if (fact === 'value' || (bounded && (fact === 'schema' || isChecked(whole, sites)))) return true
    if (whole.kind !== 'field') return false
  }
}

/** Whether a value is held to its schema when the chain runs, or the author has answered for that, as for raw JSONata. */
function isChecked(value: Expression, sites: Sites): boolean {
  if (value.kind === 'input' || value.kind === 'jsonata') return true
  if (value.kind === 'call') return value.name === 'json.parse'
  if (value.kind !== 'output') return false
  const builder = sites.step(value.step)?.placed.builder
  if (builder?.kind !== 'bedrockTask' && builder?.kind !== 'task') return false
  return !builder.settled && builder.catches.every(({ block }) => block.schema === null)
}
