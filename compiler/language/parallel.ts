/** Branches that run at the same time. */
import { Type } from 'typebox'
import type { Block as BlockTree, Built, Catch, Expression, Schema } from '../tree.ts'
import { buildBlock, describeStep, valueOf } from './step.ts'
import type { AnyBlock, Building, OutputOf, Step } from './step.ts'
import { FAILURE, catchesOf } from './task.ts'
import type { CatchOption, Failure } from './task.ts'
import { asSchema } from './schema.ts'

type Branches = { readonly [key: string]: AnyBlock }
type Outputs<B> = { [K in keyof B]: OutputOf<B[K]> }

export interface ParallelOptions<Out> {
  /** What happens when a branch has failed: other values of the same type, or a path that ends the chain. */
  readonly catch?: CatchOption<Out>
}

const objectOf = (branches: readonly { readonly key: string; readonly schema: Schema }[]): Schema => ({
  type: 'object',
  properties: Object.fromEntries(branches.map(({ key, schema }) => [key, schema])),
  required: branches.map(({ key }) => key),
})

/**
 * Runs all branches at the same time and gives what each of them gives, by key. When one fails, all fail.
 * @example
 * const { title, summary } = step('both', parallel({
 *   title: bedrockTask({ model: claude.haiku45, prompt: findTitle({ question }) }),
 *   summary: bedrockTask({ model: claude.haiku45, prompt: summarise({ question }) }),
 * }))
 */
export function parallel<const B extends Branches>(branches: B, options: ParallelOptions<Outputs<B>> = {}): Step<Outputs<B>> {
  return describeStep('parallel', { branches, ...options }, (building, at) => {
    const built = Object.entries(branches).map(([key, block]) => ({ key, block: buildBlock(block, building) }))
    const schema = objectOf(built.map(({ key, block }) => ({ key, schema: block.schema ?? {} })))
    const catches = catchesOf(options.catch, building)
    const values = built.flatMap(({ key, block }): [string, Expression][] => {
      const value = valueOf(block)
      return value ? [[key, value]] : []
    })
    // branches that all run nothing are an object of values: they need no state, and their catch is never asked
    if (values.length === built.length) {
      return { kind: 'value', at, schema, value: { kind: 'object', fields: Object.fromEntries(values), schema } }
    }
    return { kind: 'parallel', at, schema, branches: built, catches }
  })
}

/** What came of a branch: its value, or how it failed. */
export type Settled<T> = { status: 'fulfilled' | 'rejected'; value?: T; failure?: Failure }

const settledSchema = (value: Schema): Schema =>
  asSchema(
    Type.Object({
      status: Type.Enum(['fulfilled', 'rejected']),
      value: Type.Optional(Type.Unsafe(value)),
      failure: Type.Optional(Type.Unsafe(FAILURE)),
    }),
  )

/**
 * Runs all branches at the same time and gives for each of them its value or its failure: one that fails does not lose the others.
 * @example
 * const { handbook, news } = step('searches', allSettled({
 *   handbook: retrieve({ knowledgeBase: 'HandbookId', query: question }),
 *   news: retrieve({ knowledgeBase: 'NewsId', query: question }),
 * }))
 * systemChain.keep({ context: [{ handbook: handbook.value.passages, news: news.value.passages }] })
 */
export function allSettled<const B extends Branches>(branches: B): Step<{ [K in keyof B]: Settled<OutputOf<B[K]>> }> {
  return describeStep('allSettled', { branches }, (building, at) => {
    const built = Object.entries(branches).map(([key, block]) => ({ key, block: settled(buildBlock(block, building), building) }))
    const schema = objectOf(built.map(({ key, block }) => ({ key, schema: block.schema ?? {} })))
    return { kind: 'parallel', at, schema, branches: built, catches: [] }
  })
}

/** A block that cannot fail: a lone task catches for itself, any other block stands in a parallel of one branch that does. */
export function settled(block: BlockTree, building: Building): BlockTree {
  const schema = settledSchema(block.schema ?? {})
  const lone = block.steps.length === 0 && block.end.kind === 'builder' ? block.end.placed : undefined
  const whole = (builder: Built): BlockTree => {
    const id = building.nextStep++
    const output: Expression = { kind: 'output', step: id, name: 'output', schema: builder.schema ?? {} }
    const value: Expression = builder.kind === 'parallel' ? { kind: 'field', of: output, name: 'run', schema } : output
    const placed = { id, name: null, at: builder.at, builder }
    return { id: building.nextBlock++, steps: [placed], splits: [], schema, end: { kind: 'value', value } }
  }
  if (lone && (lone.builder.kind === 'task' || lone.builder.kind === 'bedrockTask') && lone.builder.catches.length === 0) {
    return whole({ ...lone.builder, schema, settled: true, catches: [rejected(building, (value) => value, schema)] })
  }
  return whole({
    kind: 'parallel',
    at: lone?.builder.at ?? [],
    schema: objectOf([{ key: 'run', schema }]),
    branches: [{ key: 'run', block: fulfilled(block, schema) }],
    catches: [rejected(building, (value) => ({ kind: 'object', fields: { run: value }, schema: {} }), schema)],
  })
}

/** The block, giving what came of it. */
function fulfilled(block: BlockTree, schema: Schema): BlockTree {
  const giving = (value: Expression, steps: BlockTree['steps']): BlockTree => {
    const end: Expression = { kind: 'object', fields: { status: literal('fulfilled'), value }, schema }
    return { ...block, steps, schema, end: { kind: 'value', value: end } }
  }
  if (block.end.kind === 'value') return giving(block.end.value, block.steps)
  const { placed } = block.end
  return giving({ kind: 'output', step: placed.id, name: 'output', schema: block.schema ?? {} }, [...block.steps, placed])
}

const literal = (value: string): Expression => ({ kind: 'literal', value, schema: { type: 'string' } })

/** A catch of everything that gives the failure; `around` puts it where the value would be. */
function rejected(building: Building, around: (value: Expression) => Expression, schema: Schema): Catch {
  const id = building.nextBlock++
  const failure: Expression = { kind: 'given', block: id, name: 'failure', schema: FAILURE }
  const value = around({ kind: 'object', fields: { status: literal('rejected'), failure }, schema })
  return { errors: ['States.ALL'], block: { id, steps: [], splits: [], schema: value.schema, end: { kind: 'value', value } } }
}
