/** A Parallel: each branch a scope of its own, their results by key. */
import type { State } from '../../asl.ts'
import type { Block, Parallel } from '../../tree.ts'
import { LEDGER, blockCallsModel } from '../ledger.ts'
import type { Machine, Spot } from '../machine.ts'
import { variableOf } from '../names.ts'
import { atom, fields } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { handedOn, innerScope } from './scope.ts'
import { outcome } from './task.ts'

export function parallelState(machine: Machine, spot: Spot<Parallel>): State {
  const { placed, builder, name, scope } = spot
  const running = builder.branches.filter(({ block }) => !isOnlyValue(block))
  const counted = running.some(({ block }) => blockCallsModel(block))
  const branches = running.map(({ key, block }) => {
    const label = machine.lowering.names.part(placed, key)
    // a branch's input is the parallel's own
    const inlets = handedOn(name, scope, block).map((inlet) => ({ ...inlet, variable: variableOf(`${label}.${inlet.name}`) }))
    return innerScope(machine, label, block, scope, counted, inlets)
  })
  const shapes = builder.branches.map(({ key, block }): readonly [string, Shape] => {
    const index = running.findIndex((one) => one.block === block)
    return [key, index < 0 ? machine.onlyValue(placed, block) : atom(`$states.result[${index}]${counted ? '.value' : ''}`)]
  })
  const entry = counted ? { some: `$states.result.${LEDGER}` } : null
  return { Type: 'Parallel', Branches: branches, ...outcome(machine, spot, fields(Object.fromEntries(shapes)), entry) }
}

/** A block that runs nothing: it is a value of the place it stands in. */
export const isOnlyValue = (block: Block): boolean =>
  block.steps.every((placed) => placed.builder.kind === 'value') &&
  (block.end.kind === 'value' || block.end.placed.builder.kind === 'value')
