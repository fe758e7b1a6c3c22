/** Where each step and block of a chain stands: what is known there, and what comes of it. */
import { innerBlocks, placedIn } from '../../tree.ts'
import type { Block, Case, ChainTree, Expression, Placed } from '../../tree.ts'
import { NO_FACTS, both, either, whenFalse, whenTrue } from './facts.ts'
import type { Facts } from './facts.ts'
import type { Site } from './source.ts'

export interface StepSite {
  readonly placed: Placed
  readonly facts: Facts
}

export interface Sites {
  /** By id; a step that has no place is unknown. */
  readonly step: (id: number) => StepSite | undefined
  /** The builder that an inner block belongs to. */
  readonly owner: (block: number) => StepSite | undefined
  /** What comes of a block. */
  readonly end: (block: Block) => Site | undefined
}

export function sitesOf(tree: ChainTree): Sites {
  const steps = new Map<number, StepSite>()
  const owners = new Map<number, StepSite>()
  const ends = new Map<number, Site>()

  /** Gives what is known behind the step. */
  const visit = (placed: Placed, facts: Facts): Facts => {
    const site = { placed, facts }
    steps.set(placed.id, site)
    const { builder } = placed
    if (builder.kind === 'choice') {
      const behind = casesOf(builder.cases, facts).map(([{ block }, known]) => ({ block, known: visitBlock(block, known, site) }))
      const goesOn = behind.filter(({ block }) => block.schema !== null)
      return goesOn.length === behind.length || goesOn.length === 0
        ? facts
        : both(facts, either(goesOn.map(({ known }) => known)))
    }
    for (const { block } of innerBlocks(builder)) visitBlock(block, facts, site)
    return facts
  }
  const visitBlock = (block: Block, facts: Facts, owner: StepSite | null): Facts => {
    if (owner) owners.set(block.id, owner)
    let known = facts
    for (const placed of placedIn(block)) known = visit(placed, known)
    ends.set(block.id, { value: valueOf(block), facts: known })
    return known
  }
  visitBlock(tree.body, NO_FACTS, null)
  return { step: (id) => steps.get(id), owner: (block) => owners.get(block), end: ({ id }) => ends.get(id) }
}

/** Each case with what is known in it: its own condition holds, and none before it did. */
function casesOf(cases: readonly Case[], facts: Facts): readonly (readonly [Case, Facts])[] {
  let known = facts
  return cases.map((one) => {
    const inside = both(known, whenTrue(one.when ?? undefined))
    known = both(known, whenFalse(one.when ?? undefined))
    return [one, inside] as const
  })
}

function valueOf({ end, schema }: Block): Expression {
  if (end.kind === 'value') return end.value
  const { id, name } = end.placed
  return { kind: 'output', step: id, name: name ?? '', schema: schema ?? {} }
}
