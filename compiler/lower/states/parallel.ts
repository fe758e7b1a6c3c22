/** A Parallel: each branch a scope of its own, their results by key. */
import type { State } from '../../asl.ts'
import type { Parallel } from '../../tree.ts'
import { LEDGER, blockCallsModel } from '../ledger.ts'
import type { Machine, Spot } from '../machine.ts'
import { atom, fields } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { NOWHERE } from '../expressions.ts'
import { blockValue } from './nothing.ts'
import { handedOn, innerScope } from './scope.ts'
import { outcome } from './task.ts'

export function parallelState(machine: Machine, spot: Spot<Parallel>): State {
  const { placed, builder, name, scope } = spot
  const { names } = machine.lowering
  const running = builder.branches.filter(({ block }) => !machine.isValueBlock(block))
  const counted = running.some(({ block }) => blockCallsModel(block))
  const branches = running.map(({ key, block }) => {
    const label = names.part(placed, key)
    // a branch's input is the parallel's own
    const inlets = handedOn(name, scope, block).map((inlet) => ({ ...inlet, variable: names.own(`${label}.${inlet.name}`) }))
    return innerScope(machine, { placed, key, block }, scope, counted, inlets)
  })
  const shapes = builder.branches.map(({ key, block }): readonly [string, Shape] => {
    const index = running.findIndex((one) => one.block === block)
    return [
      key,
      index < 0 ? blockValue(machine, placed, block, NOWHERE) : atom(`$states.result[${index}]${counted ? '.value' : ''}`),
    ]
  })
  const entry = counted ? { some: `$states.result.${LEDGER}` } : null
  return { Type: 'Parallel', Branches: branches, ...outcome(machine, spot, fields(Object.fromEntries(shapes)), entry) }
}
