/** Builders and blocks: a builder describes a step, a block is where steps are placed. */
import type { Block as BlockTree, Built, Expression, Origin, Placed, Schema } from '../tree.ts'
import { Misuse } from './misuse.ts'
import { expressionOf, reference } from './ref.ts'
import type { Ref } from './ref.ts'
import { CALLED_BY_AUTHORS, origin } from './origin.ts'

/** A path that ends the chain with an answer: `systemChain.*` or `say`. */
export interface Answer {
  readonly '~answer': true
}
/** A path that ends the chain with data: `result`. */
export interface Result<T> {
  readonly '~result': T
}
/** What ends the chain. */
export type Ending = Answer | Result<unknown>

/** The description of a step that gives a value of type `Out`. It does nothing until it is placed or returned. */
export interface Step<Out> {
  readonly '~gives': Out
}

/** Puts a builder in the sequence under a name, and gives a reference to its output. */
export interface PlaceStep {
  <Out>(name: string, builder: Step<Out>): Ref<Exclude<Out, Ending>>
}

/** A builder, or a function that places steps and returns a builder or a reference. */
export type Block<Given, Out> = Step<Out> | ((step: PlaceStep, given: Given) => Step<Out> | Ref<Out>)

/** Any block at all: for the constraints of functions that infer what their blocks give. */
// oxlint-disable-next-line typescript/no-explicit-any -- a constraint must accept every output and every given
export type AnyBlock<Given = never> = Step<any> | ((step: PlaceStep, given: Given) => Step<any> | Ref<any>)

/** What a block gives. */
// oxlint-disable-next-line typescript/no-explicit-any -- matches every function
export type OutputOf<B> = B extends (...given: any) => infer R
  ? OutputOf<R>
  : B extends Step<infer Out>
    ? Out
    : B extends Ref<infer T>
      ? T
      : never

// ---------------------------------------------------------------- how a builder becomes a part of the tree

const BUILD: unique symbol = Symbol.for('stepchain.build') as never

/** What is being built while a chain's body runs. */
export interface Building {
  nextStep: number
  nextBlock: number
  readonly made: Map<object, { readonly kind: string; readonly at: Origin }>
  /** Innermost last; what `split` is noted in. */
  readonly open: { readonly splits: Expression[] }[]
  /** Steps that an inner block has placed in an outer one. */
  readonly misplaced: { readonly name: string; readonly at: Origin }[]
}

type Build = (building: Building, at: Origin) => Built
interface Buildable {
  readonly kind: string
  readonly [BUILD]: Build
}

// Builders are called inside the body of a chain without being told of it; bodies run one at a time.
let current: Building | undefined

/** The chain whose body runs now, if any. */
export const building = (): Building | undefined => current

/** Runs `body` as the body of a chain. */
export function whileBuilding<T>(what: Building, body: () => T): T {
  const before = current
  current = what
  try {
    return body()
  } finally {
    current = before
  }
}

/** A frozen description; `build` is called once for every place it is put in. */
export function describeStep<Out>(kind: string, description: object, build: Build): Step<Out> {
  const at = origin()
  const builder = Object.defineProperties({ kind, ...description }, { [BUILD]: { value: build }, at: { value: at } })
  current?.made.set(builder, { kind, at })
  // `~gives` carries the type alone; it has no value
  return Object.freeze(builder) as unknown as Step<Out>
}

const isBuildable = (value: unknown): value is Buildable & { readonly at: Origin } =>
  typeof value === 'object' && value !== null && BUILD in value

/** Whether a value is a builder. */
export const isStep = (value: unknown): boolean => isBuildable(value)

function place(name: string | null, at: Origin, builder: Buildable & { readonly at: Origin }, within: Building): Placed {
  within.made.delete(builder)
  const id = within.nextStep++
  return { id, name, at, builder: builder[BUILD](within, builder.at) }
}

/** Runs a block in a place of its own. */
export function buildBlock(block: unknown, within: Building, ...given: readonly ((block: number) => unknown)[]): BlockTree {
  const id = within.nextBlock++
  const steps: Placed[] = []
  const splits: Expression[] = []
  const own = { splits }
  within.open.push(own)
  const step = (name: string, builder: unknown) => {
    const at = origin(CALLED_BY_AUTHORS)
    if (within.open.at(-1) !== own) within.misplaced.push({ name, at })
    if (!isBuildable(builder))
      throw new Misuse(`step('${name}', …) is given ${whatIs(builder)}.`, 'Give it a builder, such as bedrockTask({…}).')
    const placed = place(name, at, builder, within)
    steps.push(placed)
    const schema = placed.builder.schema ?? {}
    return reference({ kind: 'output', step: placed.id, name, schema })
  }
  try {
    const end =
      typeof block === 'function'
        ? (block as (step: unknown, ...given: unknown[]) => unknown)(step, ...given.map((one) => one(id)))
        : block
    if (isBuildable(end)) {
      const placed = place(null, end.at, end, within)
      return { id, steps, splits, end: { kind: 'builder', placed }, schema: placed.builder.schema }
    }
    const value = expressionOf(end)
    if (!value)
      throw new Misuse(`A block gives ${whatIs(end)}.`, 'Let it give a builder, such as systemChain.keep(), or a reference.')
    return { id, steps, splits, end: { kind: 'value', value }, schema: value.schema }
  } finally {
    within.open.pop()
  }
}

function whatIs(value: unknown): string {
  if (value === undefined) return 'nothing (is a `return` missing?)'
  if (typeof value === 'function') return 'a function'
  if (expressionOf(value)) return 'a reference'
  return value === null ? 'null' : typeof value === 'object' ? 'a plain object' : `${typeof value} ${JSON.stringify(value)}`
}

/** The schema of what comes out where several blocks lead to one place; null where all of them end the chain. */
export function joined(schemas: readonly (Schema | null)[]): Schema | null {
  const distinct = [
    ...new Map(schemas.filter((schema) => schema !== null).map((schema) => [JSON.stringify(schema), schema])).values(),
  ]
  if (distinct.length === 0) return null
  return distinct.length === 1 ? (distinct[0] as Schema) : { anyOf: distinct }
}

/** What a block gives that places no step and only gives a value; undefined for any other. */
export function valueOf({ steps, end }: BlockTree): Expression | undefined {
  if (steps.length > 0) return undefined
  if (end.kind === 'value') return end.value
  return end.placed.builder.kind === 'value' ? end.placed.builder.value : undefined
}
