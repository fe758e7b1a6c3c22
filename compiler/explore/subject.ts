/** A chain as it is explored: its machine, and what is known of it from its tree. Plain data, so that several threads can explore it. */
import type { Definition } from '../asl.ts'
import type { Manifest } from '../contract.ts'
import { planEffort } from '../bounds/index.ts'
import { nameStates } from '../lower/names.ts'
import type { ChainTree, Schema } from '../tree.ts'
import { placedBuilders } from '../walk.ts'
import { inputsOf } from './inputs.ts'
import type { Input } from './inputs.ts'
import type { Outcome } from './outcome.ts'
import { outcomesOf } from './outcomes.ts'
import { knownOf } from './tasks.ts'
import type { Known } from './tasks.ts'
import { wordsOf } from './words.ts'

/** What a run is held to. */
export interface Facts extends Known {
  readonly name: string
  /** Schema of the data of a chain that returns some; null for one that answers. */
  readonly result: Schema | null
  /** Schemas of the variables that steps give. */
  readonly variables: Readonly<Record<string, Schema>>
}

export interface Subject {
  readonly facts: Facts
  readonly definition: Definition
  readonly inputs: readonly Input[]
  /** What may come of each task, by state. */
  readonly outcomes: Readonly<Record<string, readonly Outcome[]>>
}

/** What a run of the chain is held to, whatever its machine. */
export function factsOf(tree: ChainTree, { kind, result }: Pick<Manifest, 'kind' | 'result'>): Facts {
  const names = nameStates(tree)
  const variables = placedBuilders(tree).flatMap(({ placed }): (readonly [string, Schema])[] => {
    const { name, builder } = placed
    // a loop's variable holds what is carried before it holds what the loop gives
    if (name === null || !builder.schema || builder.kind === 'value' || (builder.kind === 'loop' && builder.output)) return []
    const caught = 'catches' in builder ? builder.catches.flatMap(({ block }) => (block.schema ? [block.schema] : [])) : []
    return [[names.variable(placed), caught.length > 0 ? { anyOf: [builder.schema, ...caught] } : builder.schema]]
  })
  return {
    ...knownOf(tree, planEffort(tree), names),
    name: tree.name,
    result: kind === 'result' ? ((result ?? {}) as Schema) : null,
    variables: Object.fromEntries(variables),
  }
}

/** @param definition the machine of the chain, or another that should do the same */
export function subjectOf(tree: ChainTree, manifest: Manifest, definition: Definition): Subject {
  const facts = factsOf(tree, manifest)
  const words = wordsOf(tree)
  return {
    facts,
    definition,
    inputs: inputsOf(tree, words),
    outcomes: Object.fromEntries(facts.tasks.map((task) => [task.state, outcomesOf(task, words)])),
  }
}
