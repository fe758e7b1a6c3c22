/** One of several ways, by conditions. */
import type { Case, Expression } from '../tree.ts'
import { Misuse } from './misuse.ts'
import { expressionOf } from './ref.ts'
import type { Ref } from './ref.ts'
import { buildBlock, describeStep, joined } from './step.ts'
import type { AnyBlock, OutputOf, Step } from './step.ts'

/** Conditions so far; `otherwise` makes a builder of them. */
export interface When<Out> {
  /** Takes `block` when `test` holds and none before it did. */
  when<const B extends AnyBlock>(test: Ref<boolean>, block: B): When<Out | OutputOf<B>>
  /** Takes `block` when no test holds. */
  otherwise<const B extends AnyBlock>(block: B): Step<Out | OutputOf<B>>
}

type Way = { readonly test: Expression; readonly block: unknown }

function ways<Out>(so: readonly Way[]): When<Out> {
  return {
    when: (test, block) => ways([...so, { test: conditionOf(test), block }]),
    otherwise: (last) =>
      describeStep('when', { ways: so.map(({ block }) => block), otherwise: last }, (building, at) => {
        const cases = so.map(({ test, block }, index): Case => ({
          key: `case${index + 1}`,
          when: test,
          block: buildBlock(block, building),
        }))
        const all = [...cases, { key: 'otherwise', when: null, block: buildBlock(last, building) }]
        return { kind: 'choice', at, schema: joined(all.map(({ block }) => block.schema)), cases: all }
      }),
  }
}

function conditionOf(test: unknown): Expression {
  const value = expressionOf(test)
  if (!value)
    throw new Misuse(
      'when(…) is given a condition that JavaScript knows already.',
      'Give it a reference to a boolean: equals(…), greaterThan(…), exists(…) or a field.',
    )
  return { kind: 'call', name: 'isTrue', of: [value], schema: { type: 'boolean' } }
}

/**
 * Takes the first block whose test holds.
 * @example
 * when(greaterThan(order.total, 100), say('A large order.')).otherwise(systemChain.keep())
 */
export const when = <const B extends AnyBlock>(test: Ref<boolean>, block: B): When<OutputOf<B>> =>
  ways<never>([]).when(test, block)
