/** Walking over a chain: every placed builder and block with where it is, every value. */
import { innerBlocks } from './tree.ts'
import type { BedrockTask, Block, ChainTree, Expression, FileSource, Origin, Part, Placed, Position } from './tree.ts'

interface Where {
  /** Chain, step, key … from the outside in. */
  readonly path: readonly string[]
  /** Inside a branch or an item, where nothing can end the chain. */
  readonly enclosed: boolean
  /** Where the builder was written that it is inside, for what no author has written: the turns of a tool loop. */
  readonly around: Origin
}
/** A place, and another for when no author has written anything there. Read only when it is asked for, as each of them is. */
export const orElse = (at: Origin, around: Origin): Origin => new Either(at, around)

class Either implements Origin {
  readonly #places: readonly Origin[]

  constructor(...places: readonly Origin[]) {
    this.#places = places
  }

  *[Symbol.iterator](): Iterator<Position> {
    for (const place of this.#places) yield* place
  }

  /** Printed, it is its frames. */
  toJSON(): readonly Position[] {
    return [...this]
  }
}

export type Visit = Where & { readonly placed: Placed }
export type BlockVisit = Where & { readonly block: Block }

/** A value, and the builder that is given it or the block that gives it. */
export type ValueVisit = { readonly value: Expression; readonly visit: Visit | BlockVisit }

/** All placed builders in reading order, outer before inner. */
export const placedBuilders = (tree: ChainTree): readonly Visit[] => walked(tree).placed

/** All blocks in reading order, outer before inner. */
export const blocksOf = (tree: ChainTree): readonly BlockVisit[] => walked(tree).blocks

/** Every value anywhere in the chain, with where it is used. */
export const allValues = (tree: ChainTree): readonly ValueVisit[] => walked(tree).values

interface Walked {
  readonly placed: readonly Visit[]
  readonly blocks: readonly BlockVisit[]
  readonly values: readonly ValueVisit[]
}

/** A tree never changes, and every check and every part of the manifest asks for the same lists of it. */
const known = new WeakMap<ChainTree, Walked>()

function walked(tree: ChainTree): Walked {
  const earlier = known.get(tree)
  if (earlier) return earlier
  const { placed, blocks } = walk(tree)
  const now = { placed, blocks, values: valuesIn(placed, blocks) }
  known.set(tree, now)
  return now
}

function walk(tree: ChainTree): Omit<Walked, 'values'> {
  const placed: Visit[] = []
  const blocks: BlockVisit[] = []
  const visitBlock = (block: Block, where: Where) => {
    blocks.push({ block, ...where })
    for (const one of block.steps) visit(one, one.name === null ? where : { ...where, path: [...where.path, one.name] })
    if (block.end.kind === 'builder') visit(block.end.placed, where)
  }
  const visit = (one: Placed, where: Where) => {
    placed.push({ placed: one, ...where })
    const inner = innerBlocks(one.builder)
    if (inner.length === 0) return
    const around = orElse(one.builder.at, where.around)
    for (const { role, key, block } of inner) {
      const path = key === '' ? where.path : [...where.path, key]
      visitBlock(block, { path, enclosed: where.enclosed || role === 'branch' || role === 'item', around })
    }
  }
  visitBlock(tree.body, { path: [tree.name], enclosed: false, around: tree.at })
  return { placed, blocks }
}

/** The values a builder is given itself; those inside its blocks are their builders' own. */
export function valuesOf({ builder }: Placed): readonly Expression[] {
  switch (builder.kind) {
    case 'bedrockTask':
      return modelValues(builder)
    case 'task':
      return [builder.arguments]
    case 'map':
      return [builder.items]
    case 'loop':
      return [builder.start, builder.until, ...(builder.output ? [builder.output] : [])]
    case 'choice':
      return builder.cases.flatMap(({ when }) => (when ? [when] : []))
    case 'value':
    case 'result':
      return [builder.value]
    case 'wait':
      return [builder.seconds]
    case 'fail':
      return builder.cause ? [builder.cause] : []
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

function modelValues({ system, turns, prefill, additional, guardrail }: BedrockTask): readonly Expression[] {
  const values: (Expression | undefined)[] = [system]
  for (const turn of turns) {
    if (turn.kind === 'message') for (const part of turn.content) values.push(...partValues(part))
    else values.push(turn.messages)
  }
  values.push(prefill, additional, guardrail?.id, guardrail?.version)
  return values.filter((value) => value !== undefined)
}

const sourceValue = (source: FileSource): Expression => (source.kind === 's3' ? source.uri : source.base64)
const partValues = (part: Part): readonly Expression[] =>
  part.kind === 'text' ? [part.text] : part.kind === 'image' ? [sourceValue(part.source)] : [part.name, sourceValue(part.source)]

/** A value and all values inside it, outer before inner. */
export function within(value: Expression): readonly Expression[] {
  const found: Expression[] = []
  const visit = (one: Expression) => {
    found.push(one)
    for (const part of partsOf(one)) visit(part)
  }
  visit(value)
  return found
}

/** The values directly inside a value. */
export function partsOf(value: Expression): readonly Expression[] {
  switch (value.kind) {
    case 'field':
      return [value.of]
    case 'prompt':
    case 'jsonata':
      return Object.values(value.values)
    case 'split':
      return [value.key]
    case 'object':
      return Object.values(value.fields)
    case 'list':
      return value.items
    case 'call':
      return value.of
    case 'lambda':
      return [value.body]
    case 'literal':
    case 'input':
    case 'output':
    case 'given':
      return []
    default:
      return value satisfies never
  }
}

function valuesIn(placed: readonly Visit[], blocks: readonly BlockVisit[]): readonly ValueVisit[] {
  const found: ValueVisit[] = []
  const add = (whole: Expression, visit: Visit | BlockVisit) => {
    for (const value of within(whole)) found.push({ value, visit })
  }
  for (const visit of placed) for (const value of valuesOf(visit.placed)) add(value, visit)
  for (const visit of blocks) if (visit.block.end.kind === 'value') add(visit.block.end.value, visit)
  for (const visit of blocks) for (const value of visit.block.splits) add(value, visit)
  return found
}
