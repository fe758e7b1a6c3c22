/** A Choice: a rule for every case, in the order they are written. */
import type { State } from '../../asl.ts'
import type { Choice, Expression } from '../../tree.ts'
import { assigning, way } from '../edges.ts'
import type { Machine, Spot } from '../machine.ts'
import { expression, toCode } from '../shape.ts'

export function choiceState(machine: Machine, { placed, builder, name, scope, begun, after }: Spot<Choice>): State {
  // every key of a split has a variant, so its last case needs no test
  const exhaustive = builder.cases.every(({ when }) => splitOf(when) !== null)
  const conditions = builder.cases.map(({ when }, index) => {
    const needed = when !== null && !(exhaustive && index === builder.cases.length - 1)
    return needed ? toCode(machine.shape(placed, when)) : null
  })
  const arriving = machine.departing(name, scope, begun, false)
  const ways = builder.cases.map(({ key, when, block }) => {
    const split = splitOf(when)
    const inside = split === null ? scope : { ...scope, variants: new Map([...scope.variants, [split, key]]) }
    return way(machine.enterBlock(block, arriving, inside, after))
  })
  const other = conditions.indexOf(null)
  const asDefault = other >= 0 && Object.keys(ways[other]?.assign ?? {}).length === 0 ? ways[other] : undefined
  const rules = ways.flatMap((one, index) =>
    one === asDefault ? [] : [{ Condition: expression(conditions[index] ?? 'true'), ...assigning(one), Next: one.next }],
  )
  return { Type: 'Choice', Choices: rules, ...(asDefault ? { Default: asDefault.next } : {}) }
}

/** The experiment whose variant a test asks for. */
function splitOf(test: Expression | null): string | null {
  if (test?.kind !== 'call' || test.name !== 'equals') return null
  const [left] = test.of
  return left?.kind === 'split' ? left.name : null
}
