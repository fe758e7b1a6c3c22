/** Every value is read where it exists: after its step, inside the block that has it. */
import { describe } from '../describe.ts'
import { misplacedStep, readOutside } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { innerBlocks, placedIn } from '../tree.ts'
import type { Block, ChainTree, Expression, Placed } from '../tree.ts'
import { blocksOf, orElse, partsOf, placedBuilders, valuesOf } from '../walk.ts'
import { ofBuilder, ofEnd } from './place.ts'
import type { Place } from './place.ts'

/** A step's own name; what the compiler puts in the place of a block's end has this one. */
const ANY_NAME = 'output'

export function scopes(tree: ChainTree): Problem[] {
  const found: Problem[] = []
  const builders = new Map(placedBuilders(tree).map((visit) => [visit.placed.id, visit]))
  const blocks = new Map(blocksOf(tree).map((visit) => [visit.block.id, visit]))
  /** What can be read at the moment: steps that have run, and blocks whose `given` is there. */
  const ran = new Set<number>()
  const open = new Set<number>()
  const told = new Set<string>()

  const tell = (place: Place, shown: string, home: readonly string[] | undefined) => {
    const key = `${place.path.join('.')} ${shown}`
    if (!told.has(key)) found.push(readOutside(place, shown, home))
    told.add(key)
  }

  const look = (value: Expression, place: Place, shown = describe(value)): void => {
    switch (value.kind) {
      case 'field':
        return look(value.of, place, shown)
      case 'output': {
        const step = builders.get(value.step)
        const isOurs = step !== undefined && (step.placed.name === value.name || value.name === ANY_NAME)
        if (!isOurs) tell(place, shown, undefined)
        else if (!ran.has(value.step)) tell(place, shown, step.placed.name === null ? step.path : step.path.slice(0, -1))
        return
      }
      case 'given':
        if (!open.has(value.block)) tell(place, shown, blocks.get(value.block)?.path ?? [])
        return
      case 'lambda':
        open.add(value.block)
        look(value.body, place)
        open.delete(value.block)
        return
      case 'prompt':
        return lookAll(partsOf(value), { ...place, at: orElse(value.template.at, place.at) })
      case 'jsonata':
        return lookAll(partsOf(value), { ...place, at: orElse(value.at, place.at) })
      default:
        return lookAll(partsOf(value), place)
    }
  }
  const lookAll = (values: readonly Expression[], place: Place) => {
    for (const value of values) look(value, place)
  }

  const visit = (placed: Placed) => {
    const { builder } = placed
    const place = ofBuilder(builders.get(placed.id) as Parameters<typeof ofBuilder>[0])
    if (builder.kind !== 'loop') lookAll(valuesOf(placed), place)
    else {
      look(builder.start, place)
      // asked after each turn, of what it carries on
      open.add(builder.block.id)
      lookAll([builder.until, ...(builder.output ? [builder.output] : [])], place)
      open.delete(builder.block.id)
    }
    for (const { block } of innerBlocks(builder)) visitBlock(block)
  }
  const visitBlock = (block: Block) => {
    const here = placedIn(block)
    open.add(block.id)
    for (const placed of here) {
      visit(placed)
      ran.add(placed.id)
    }
    const place = ofEnd(blocks.get(block.id) as Parameters<typeof ofEnd>[0])
    if (block.end.kind === 'value') look(block.end.value, place)
    lookAll(block.splits, place)
    open.delete(block.id)
    for (const { id } of here) ran.delete(id)
  }
  visitBlock(tree.body)
  return found
}

/** Steps that an inner block has placed in an outer one. */
export const misplaced = (tree: ChainTree): Problem[] =>
  tree.misplaced.map(({ name, at }) => misplacedStep({ at, path: [tree.name, name] }, name))
