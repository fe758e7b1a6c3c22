/** Walking over a chain: every placed builder with where it is, every value, every prompt. */
import type { Block, ChainTree, Expression, Placed, Test } from './tree.ts'

export interface Visit {
  readonly placed: Placed
  /** Chain, step, key … from the outside in. */
  readonly path: readonly string[]
  /** Inside a parallel's branch, where nothing can end the chain. */
  readonly enclosed: boolean
}

export interface BlockVisit {
  readonly block: Block
  readonly path: readonly string[]
  readonly enclosed: boolean
}

/** All placed builders in reading order, outer before inner. */
export function placedBuilders(tree: ChainTree): readonly Visit[] {
  return walk(tree).placed
}

/** All blocks in reading order, outer before inner. */
export function blocksOf(tree: ChainTree): readonly BlockVisit[] {
  return walk(tree).blocks
}

function walk(tree: ChainTree): { readonly placed: readonly Visit[]; readonly blocks: readonly BlockVisit[] } {
  const placed: Visit[] = []
  const blocks: BlockVisit[] = []
  const visitBlock = (block: Block, path: readonly string[], enclosed: boolean) => {
    blocks.push({ block, path, enclosed })
    for (const one of block.steps) visit(one, [...path, one.name ?? ''], enclosed)
    if (block.end.kind === 'builder') visit(block.end.placed, path, enclosed)
  }
  const visit = (one: Placed, path: readonly string[], enclosed: boolean) => {
    placed.push({ placed: one, path, enclosed })
    const { builder } = one
    if (builder.kind === 'parallel') for (const { key, block } of builder.branches) visitBlock(block, [...path, key], true)
    if (builder.kind === 'choice') for (const { key, block } of builder.cases) visitBlock(block, [...path, key], enclosed)
    if ((builder.kind === 'bedrockTask' || builder.kind === 'retrieve') && builder.catch)
      visitBlock(builder.catch.block, [...path, 'catch'], enclosed)
  }
  visitBlock(tree.body, [tree.name], false)
  return { placed, blocks }
}

/** The values a builder is given itself; those inside its blocks are their builders' own. */
export function valuesOf({ builder }: Placed): readonly Expression[] {
  switch (builder.kind) {
    case 'bedrockTask':
      return builder.system ? [builder.system, builder.prompt] : [builder.prompt]
    case 'retrieve':
      return [builder.query]
    case 'choice':
      return builder.cases.flatMap(({ when }) => (when ? testValues(when) : []))
    case 'value':
    case 'result':
      return [builder.value]
    case 'systemChain':
      return [builder.prompt, builder.context].filter((value) => value !== undefined)
    case 'say':
      return [builder.text]
    case 'parallel':
      return []
    default:
      return builder satisfies never
  }
}

function testValues(test: Test): readonly Expression[] {
  switch (test.kind) {
    case 'compare':
      return [test.left, test.right]
    case 'and':
    case 'or':
      return test.of.flatMap(testValues)
    case 'not':
      return testValues(test.of)
    case 'exists':
    case 'true':
      return [test.value]
    default:
      return test satisfies never
  }
}

/** A value and all values inside it. */
export function within(value: Expression): readonly Expression[] {
  return [value, ...children(value).flatMap(within)]
}

function children(value: Expression): readonly Expression[] {
  switch (value.kind) {
    case 'field':
      return [value.of]
    case 'prompt':
      return Object.values(value.values)
    case 'split':
      return [value.key]
    case 'object':
      return Object.values(value.fields)
    case 'list':
      return value.items
    case 'literal':
    case 'input':
    case 'output':
    case 'given':
      return []
    default:
      return value satisfies never
  }
}

/** Every value anywhere in the chain, with where it is used. */
export function allValues(tree: ChainTree): readonly { readonly value: Expression; readonly visit: Visit | BlockVisit }[] {
  const used = placedBuilders(tree).flatMap((visit) => valuesOf(visit.placed).map((value) => ({ value, visit })))
  const ends = blocksOf(tree).flatMap((visit) =>
    visit.block.end.kind === 'value' ? [{ value: visit.block.end.value, visit }] : [],
  )
  const splits = blocksOf(tree).flatMap((visit) => visit.block.splits.map((value) => ({ value, visit })))
  return [...used, ...ends, ...splits].flatMap(({ value, visit }) => within(value).map((one) => ({ value: one, visit })))
}
