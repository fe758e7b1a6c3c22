/** Branches that run at the same time. */
import type { Schema } from '../tree.ts'
import { buildBlock, describeStep } from './step.ts'
import type { AnyBlock, OutputOf, Step } from './step.ts'

/**
 * Runs all branches at the same time and gives what each of them gives, by key. When one fails, all fail.
 * @example
 * const { title, summary } = step('both', parallel({
 *   title: bedrockTask({ model: claude.haiku45, prompt: findTitle({ question }) }),
 *   summary: bedrockTask({ model: claude.haiku45, prompt: summarise({ question }) }),
 * }))
 */
export function parallel<const B extends { readonly [key: string]: AnyBlock }>(
  branches: B,
): Step<{ [K in keyof B]: OutputOf<B[K]> }> {
  return describeStep('parallel', { branches }, (building, at) => {
    const built = Object.entries(branches).map(([key, block]) => ({ key, block: buildBlock(block, building) }))
    const properties = Object.fromEntries(built.map(({ key, block }) => [key, block.schema ?? {}]))
    const schema: Schema = { type: 'object', properties, required: Object.keys(properties) }
    return { kind: 'parallel', at, schema, branches: built }
  })
}
