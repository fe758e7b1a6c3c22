/** How large a number can be, where what it is made of says so. */
import type { Expression, Schema } from '../tree.ts'
import { ASSUMED } from './assumptions.ts'

/** Undefined where nothing says so. */
export function mostOf(value: Expression | undefined): number | undefined {
  if (!value) return undefined
  if (value.kind === 'literal') return typeof value.value === 'number' ? value.value : undefined
  const { maximum, exclusiveMaximum } = value.schema as { readonly maximum?: number; readonly exclusiveMaximum?: number }
  const declared = maximum ?? exclusiveMaximum
  if (value.kind !== 'call' || declared !== undefined) return declared
  switch (value.name) {
    case 'numbers.min': {
      const known = listed(value.of[0])
        .map(mostOf)
        .filter((one) => one !== undefined)
      return known.length > 0 ? Math.min(...known) : undefined
    }
    case 'numbers.max':
      return all(listed(value.of[0]))
    case 'cond':
      return all(value.of.slice(1))
    case 'withDefault':
      return all(value.of)
    case 'toolShare': {
      const [most, turn, calls] = value.of.map((one, index) => (index < 2 ? mostOf(one) : itemsOf(one.schema)))
      return Math.min(most ?? Infinity, Math.floor((turn ?? Infinity) / (calls ?? 1)))
    }
    default:
      return undefined
  }
}

const itemsOf = ({ maxItems }: Schema) => (typeof maxItems === 'number' ? maxItems : ASSUMED.items)

/** The largest, if each of them is bounded. */
function all(values: readonly Expression[]): number | undefined {
  const known = values.map(mostOf).filter((one) => one !== undefined)
  return known.length === values.length ? Math.max(...known) : undefined
}

function listed(list: Expression | undefined): readonly Expression[] {
  if (list?.kind === 'list') return list.items
  if (list?.kind !== 'literal' || !Array.isArray(list.value)) return []
  return (list.value as readonly number[]).map((value) => ({ kind: 'literal', value, schema: { type: 'number' } }))
}
