/**
 * A loop: a back-edge, never unrolled. What is carried and the number of turns ride on the edges; a Choice after each turn
 * goes round again or on.
 */
import type { Loop } from '../../tree.ts'
import { assigning, into, leaving, way } from '../edges.ts'
import type { Arriving, Edge } from '../edges.ts'
import { blockCallsModel } from '../ledger.ts'
import type { Machine, Spot } from '../machine.ts'
import { variableOf } from '../names.ts'
import { atom, code, expression, operand, toJson } from '../shape.ts'

export function enterLoop(machine: Machine, spot: Spot<Loop>, arriving: Arriving): Edge {
  const { placed, builder, name, scope, after } = spot
  const { names } = machine.lowering
  const carried = variableOf(name)
  const turns = variableOf(names.part(placed, 'turns'))
  const begun = spot.begun || blockCallsModel(builder.block)
  const started = (edge: Arriving): Arriving => ({
    ...edge,
    assign: { ...edge.assign, [carried]: toJson(machine.shape(placed, builder.start, edge)), [turns]: 0 },
  })

  const known = machine.loops.get(placed.id)
  if (known !== undefined) return into(known, started(arriving), scope, begun)

  // what opens a scope has no edge to ride on
  if (scope.states.size === 0) {
    const opening = `${name}.start`
    machine.emit(opening, scope, placed, () => ({
      Type: 'Pass',
      ...leaving(enterLoop(machine, { ...spot, begun: spot.begun }, machine.departing(opening, scope, false, false))),
    }))
    return into(opening, arriving, scope, false)
  }

  machine.give(builder.block.id, { carry: atom(`$${carried}`), turn: code(`$${turns} + 1`) })
  const again = (edge: Arriving, value: Parameters<typeof after>[1]) => {
    if (!scope.states.has(name)) {
      scope.states.set(name, null)
      machine.origins.set(name, placed)
    }
    return into(
      name,
      { ...edge, assign: { ...edge.assign, [carried]: toJson(value), [turns]: expression(`$${turns} + 1`) } },
      scope,
      begun,
    )
  }
  const body = way(machine.enterBlock(builder.block, started(arriving), scope, again, begun))
  machine.loops.set(placed.id, body.next)
  const until = operand(machine.shape(placed, builder.until))
  const gives = builder.output ? machine.shape(placed, builder.output) : atom(`$${carried}`)
  const exit = way(after(machine.departing(name, scope, begun, false), gives))
  scope.states.set(name, {
    Type: 'Choice',
    Choices: [{ Condition: expression(`${until} or $${turns} >= ${builder.max}`), ...assigning(exit), Next: exit.next }],
    Default: body.next,
  })
  return body
}
