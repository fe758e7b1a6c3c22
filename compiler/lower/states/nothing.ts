/**
 * Builders and blocks that run nothing: they are values of the place they stand in, and need no state. An edge carries them as what it
 * sees; the states that come later make them of variables.
 */
import type { Block, Built, MapItems, Placed } from '../../tree.ts'
import { inFunction } from '../expressions.ts'
import type { Environment } from '../expressions.ts'
import { collected, itemsOf } from '../functions/lower.ts'
import type { Machine } from '../machine.ts'
import { code, fields, toCode } from '../shape.ts'
import type { Shape } from '../shape.ts'

export const runsNothing = (builder: Built): boolean =>
  builder.kind === 'value' ||
  (builder.kind === 'parallel' && builder.branches.every(({ block }) => blockRunsNothing(block))) ||
  (builder.kind === 'map' && blockRunsNothing(builder.block))

export const blockRunsNothing = ({ steps, end }: Block): boolean =>
  steps.every(({ builder }) => runsNothing(builder)) && (end.kind === 'value' || runsNothing(end.placed.builder))

/** What a builder gives that runs nothing. */
export function valueOf(machine: Machine, placed: Placed, environment: Environment): Shape {
  const { builder } = placed
  switch (builder.kind) {
    case 'value':
      return machine.shape(placed, builder.value, environment)
    case 'parallel':
      return fields(
        Object.fromEntries(builder.branches.map(({ key, block }) => [key, blockValue(machine, placed, block, environment)])),
      )
    case 'map':
      return mapped(machine, placed, builder, environment)
    default:
      throw new TypeError(`A ${builder.kind} is no value.`)
  }
}

/** What a block gives that runs nothing. */
export function blockValue(machine: Machine, placed: Placed, { steps, end }: Block, environment: Environment): Shape {
  const outputs = new Map(environment.outputs)
  const known: Environment = { ...environment, outputs }
  for (const step of steps) outputs.set(step.id, valueOf(machine, step, known))
  return end.kind === 'value' ? machine.shape(placed, end.value, known) : valueOf(machine, end.placed, known)
}

/** A map as a function of its list. */
function mapped(machine: Machine, placed: Placed, { block, items, schema }: MapItems, environment: Environment): Shape {
  const { inside, parameters } = inFunction(block.id, ['item', 'index'], environment)
  const each = code(`function(${parameters}) { ${toCode(blockValue(machine, placed, block, inside))} }`)
  return collected(`$map(${toCode(machine.shape(placed, items, environment))}, ${toCode(each)})`, itemsOf(schema ?? {}))
}
