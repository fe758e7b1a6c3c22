/** The same steps for every item of a list. */
import type { Expression, Schema } from '../tree.ts'
import { expressionOf, reference } from './ref.ts'
import type { Ref } from './ref.ts'
import { buildBlock, describeStep, valueOf } from './step.ts'
import type { PlaceStep, Step } from './step.ts'
import { catchesOf } from './task.ts'
import type { CatchOption } from './task.ts'
import { toExpression } from './value.ts'

export interface MapOptions<Out> {
  /** Items at the same time; as many as Step Functions likes when absent. */
  readonly concurrency?: number
  /** What happens when an item has failed: another list of the same type, or a path that ends the chain. */
  readonly catch?: CatchOption<Out[]>
}

/** What is done with an item; `index` counts from 0. */
export type ItemBlock<T, Out> = (step: PlaceStep, item: Ref<T>, index: Ref<number>) => Step<Out> | Ref<Out>

/**
 * Runs a block for every item of a list, some of them at the same time, and gives what each gave, in the order of the items.
 * An empty list gives an empty list.
 * @example
 * const arcs = step('arcs', map(characters.list, { concurrency: 3 }, (step, character) =>
 *   bedrockTask({ model: claude.haiku45, prompt: tellArc({ name: character.name }) })))
 */
export function map<T, Out>(items: Ref<readonly T[]>, block: ItemBlock<T, Out>): Step<Out[]>
export function map<T, Out>(items: Ref<readonly T[]>, options: MapOptions<Out>, block: ItemBlock<T, Out>): Step<Out[]>
export function map(items: Ref<readonly unknown[]>, ...rest: readonly unknown[]): Step<unknown[]> {
  const [options, block] = rest.length === 1 ? [{}, rest[0]] : [rest[0] as MapOptions<unknown>, rest[1]]
  return describeStep('map', { items, ...options, block }, (building, at) => {
    const list = expressionOf(items) ?? toExpression(items)
    const itemSchema = (list.schema['items'] as Schema | undefined) ?? {}
    const inner = buildBlock(
      block,
      building,
      (id) => reference({ kind: 'given', block: id, name: 'item', schema: itemSchema }),
      (id) => reference({ kind: 'given', block: id, name: 'index', schema: { type: 'integer' } }),
    )
    const schema: Schema = { type: 'array', items: inner.schema ?? {} }
    const catches = catchesOf(options.catch, building)
    const value = valueOf(inner)
    // what runs no step for its items is a function of them: it needs no state, and its catch is never asked
    if (value) {
      const each: Expression = { kind: 'lambda', block: inner.id, parameters: ['item', 'index'], body: value, schema: {} }
      return { kind: 'value', at, schema, value: { kind: 'call', name: 'lists.map', of: [list, each], schema } }
    }
    const { concurrency } = options
    return {
      kind: 'map',
      at,
      schema,
      items: list,
      ...(concurrency === undefined ? {} : { concurrency }),
      block: inner,
      catches,
    }
  })
}
