/** A Map over a list: each item a scope of its own, their results in the order of the items. */
import type { State } from '../../asl.ts'
import type { MapItems, Schema } from '../../tree.ts'
import type { Inlet } from '../edges.ts'
import { spread } from '../functions/lower.ts'
import { LEDGER, blockCallsModel } from '../ledger.ts'
import type { Machine, Spot } from '../machine.ts'
import { atom, expression, fields, toJson } from '../shape.ts'
import type { Shape } from '../shape.ts'
import { handedOn, innerScope, usedInside } from './scope.ts'
import { outcome } from './task.ts'

/** What an item is given, and where the Map says it. */
const GIVEN = { item: '$states.context.Map.Item.Value', index: '$states.context.Map.Item.Index' } as const

export function mapState(machine: Machine, spot: Spot<MapItems>): State {
  const { placed, builder, name, scope } = spot
  const { block, items, concurrency } = builder
  const { names } = machine.lowering
  const label = names.part(placed, 'item')
  const used = usedInside(block)
  const own = (Object.keys(GIVEN) as (keyof typeof GIVEN)[]).filter((key) => used.has(`${block.id}.${key}`))
  const outer = handedOn(name, scope, block)
  // an item's input holds what it is given, and what its surroundings were given and have not kept yet
  const outerKey = (inlet: Inlet) => `outer${inlet.block}_${inlet.name}`
  const selector = fields({
    ...Object.fromEntries(own.map((key) => [key, atom(GIVEN[key])])),
    ...Object.fromEntries(outer.map((inlet) => [outerKey(inlet), inlet.entry])),
  })
  const inlets: Inlet[] = [
    ...own.map((key) => ({
      block: block.id,
      name: key,
      entry: atom(`$states.input.${key}`),
      variable: names.own(partOf(label, key)),
    })),
    ...outer.map((inlet) => ({
      ...inlet,
      entry: atom(`$states.input.${outerKey(inlet)}`),
      variable: names.own(partOf(label, outerKey(inlet))),
    })),
  ]
  const list = toJsonList(machine.shape(placed, items))
  const counted = blockCallsModel(block)
  const states = innerScope(machine, { placed, key: 'item', block }, scope, counted, inlets)
  return {
    Type: 'Map',
    Items: list,
    ...(inlets.length > 0 ? { ItemSelector: toJson(selector) } : {}),
    ...(concurrency === undefined ? {} : { MaxConcurrency: concurrency }),
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...states },
    ...outcome(machine, spot, results(block.schema, counted), counted ? { some: `$states.result.${LEDGER}` } : null),
  }
}

/** The item itself is called as the scope, what else it is given after it. */
const partOf = (label: string, key: string) => (key === 'item' ? label : `${label}.${key}`)

/** A list of one item must stay a list. */
const toJsonList = (shape: Shape) => (shape.kind === 'code' ? expression(`[${spread(shape)}]`) : toJson(shape))

/** The items' values as a list: a list of lists would become one list, so each is put in whole. */
function results(schema: Schema | null, counted: boolean): Shape {
  if (!counted) return atom('$states.result')
  const type = schema?.['type']
  if (typeof type === 'string' && type !== 'array') return atom('[$states.result.value]')
  const whole = type === 'array' ? '[[$one.value]]' : '$type($one.value) = "array" ? [[$one.value]] : [$one.value]'
  return atom(`$reduce($states.result, function($all, $one) { $append($all, ${whole}) }, [])`)
}
