/** Steps that are repeated until something holds, or often enough. */
import type { Loop, Origin } from '../tree.ts'
import { Misuse } from './misuse.ts'
import { expressionOf, reference } from './ref.ts'
import type { Ref } from './ref.ts'
import type { Infer, TSchema } from './schema.ts'
import { buildBlock, describeStep } from './step.ts'
import type { Building, PlaceStep, Step } from './step.ts'
import { toExpression } from './value.ts'
import type { Giving } from './value.ts'
import { asSchema } from './schema.ts'

export interface LoopOptions<S extends TSchema> {
  /** Schema of what is carried from turn to turn. */
  readonly carry: S
  readonly start: Giving<Infer<S>>
  /** Turns at most. */
  readonly max: number
  /** Asked after each turn, of what it carries on; the loop ends when it is true. */
  readonly until: (carry: Ref<Infer<S>>) => Ref<boolean>
}

/** A turn: gives what is carried on. `turn` counts from 1. */
export type TurnBlock<T> = (step: PlaceStep, carry: Ref<T>, turn: Ref<number>) => Step<T> | Ref<T>

/**
 * Runs a block at least once, until `until` holds or `max` turns are done, and gives what the last turn carried on.
 * @example
 * const draft = step('draft', loop(
 *   { carry: Draft, start: { text: question, good: false }, max: 3, until: (draft) => draft.good },
 *   (step, draft) => bedrockTask({ model: claude.haiku45, prompt: improve({ draft: draft.text }), output: Draft }),
 * ))
 */
export function loop<S extends TSchema>(options: LoopOptions<S>, block: TurnBlock<NoInfer<Infer<S>>>): Step<Infer<S>> {
  return describeStep('loop', { ...options, block }, (building, at) => loopOf(options, block, building, at))
}

/** The loop as a part of the tree. */
export function loopOf<S extends TSchema>(
  options: LoopOptions<S>,
  block: TurnBlock<NoInfer<Infer<S>>>,
  building: Building,
  at: Origin,
): Loop {
  const schema = asSchema(options.carry)
  const carried = (id: number) => reference<Infer<S>>({ kind: 'given', block: id, name: 'carry', schema })
  const inner = buildBlock(block, building, carried, (id) =>
    reference({ kind: 'given', block: id, name: 'turn', schema: { type: 'integer' } }),
  )
  const until = expressionOf(options.until(carried(inner.id)))
  if (!until)
    throw new Misuse(
      'until gives no reference.',
      'Let it give one to a boolean, such as a field of what is carried, or equals(…).',
    )
  return { kind: 'loop', at, schema, start: toExpression(options.start, schema), max: options.max, until, block: inner }
}
