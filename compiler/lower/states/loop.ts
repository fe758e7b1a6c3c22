/**
 * A loop: a back-edge, never unrolled. What is carried and the number of turns ride on the edges; a Choice after each turn
 * goes round again or on.
 */
import type { Loop } from '../../tree.ts'
import { assigning, into, leaving, way } from '../edges.ts'
import type { Arriving, Edge, Way } from '../edges.ts'
import { blockCallsModel } from '../ledger.ts'
import type { Machine, Spot } from '../machine.ts'
import { atom, code, expression, fields, literal, operand, toJson } from '../shape.ts'
import { NOWHERE } from '../expressions.ts'
import { blockValue } from './nothing.ts'

export function enterLoop(machine: Machine, spot: Spot<Loop>, arriving: Arriving): Edge {
  const { placed, builder, name, scope, after } = spot
  const { names } = machine.lowering
  const carried = names.variable(placed)
  const turns = names.own(names.part(placed, 'turns'))
  const begun = spot.begun || blockCallsModel(builder.block)
  const start = (edge: Arriving) => machine.shape(placed, builder.start, edge)
  // what begins a turn on the same edge, such as a loop inside, cannot read the variables that are assigned on it
  const started = (edge: Arriving): Arriving => ({
    ...edge,
    givens: new Map([...edge.givens, [builder.block.id, fields({ carry: start(edge), turn: literal(1) })]]),
    assign: { ...edge.assign, [carried]: toJson(start(edge)), [turns]: 0 },
  })

  // what a turn begins with may want something on the edge as well: a loop inside wants its own start values
  const known = machine.loops.get(placed.id)
  if (known) return known(started(arriving))

  // what opens a scope has no edge to ride on
  if (scope.states.size === 0) {
    const opening = names.beside(placed, 'start')
    machine.emit(opening, scope, placed, () => ({
      Type: 'Pass',
      ...leaving(enterLoop(machine, { ...spot, begun: spot.begun }, machine.departing(opening, scope, false, false))),
    }))
    return into(opening, arriving, scope, false)
  }

  machine.give(builder.block.id, { carry: atom(`$${carried}`), turn: code(`$${turns} + 1`) })
  const reserve = () => {
    if (scope.states.has(name)) return
    scope.states.set(name, null)
    machine.origins.set(name, placed)
  }
  /** The Choice after each turn. */
  const finish = (round: () => Way) => {
    reserve()
    const until = operand(machine.shape(placed, builder.until))
    const gives = builder.output ? machine.shape(placed, builder.output) : atom(`$${carried}`)
    const exit = way(after(machine.departing(name, scope, begun, false), gives))
    const back = round()
    const onward = { Condition: expression(`${until} or $${turns} >= ${builder.max}`), ...assigning(exit), Next: exit.next }
    const rounds =
      Object.keys(back.assign).length > 0 ? [{ Condition: expression('true'), ...assigning(back), Next: back.next }] : []
    scope.states.set(name, { Type: 'Choice', Choices: [onward, ...rounds], ...(rounds.length > 0 ? {} : { Default: back.next }) })
  }
  const again = (edge: Arriving, value: Parameters<typeof after>[1]) => {
    reserve()
    return into(
      name,
      { ...edge, assign: { ...edge.assign, [carried]: toJson(value), [turns]: expression(`$${turns} + 1`) } },
      scope,
      begun,
    )
  }
  // a turn that runs nothing is a value: the first is on the way in, the others on the way round
  if (machine.isValueBlock(builder.block)) {
    const first = fields({ carry: start(arriving), turn: literal(1) })
    const inside = { ...arriving, givens: new Map([...arriving.givens, [builder.block.id, first]]) }
    const value = toJson(blockValue(machine, placed, builder.block, inside))
    if (!scope.states.has(name))
      finish(() => ({
        assign: again(machine.departing(name, scope, begun, false), blockValue(machine, placed, builder.block, NOWHERE)).assign,
        next: name,
      }))
    return into(name, { ...arriving, assign: { ...arriving.assign, [carried]: value, [turns]: 1 } }, scope, begun)
  }

  const turn = (edge: Arriving) => way(machine.enterBlock(builder.block, edge, scope, again, begun))
  const first = turn(started(arriving))
  machine.loops.set(placed.id, turn)
  finish(() => turn(machine.departing(name, scope, begun, false)))
  return first
}
