/** What every state and variable is called: the dotted path of its step, as short as it can be without two being the same. */
import { createHash } from 'node:crypto'
import { groupBy } from '../group.ts'
import { duplicateStep, reservedName, sameVariable } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { innerBlocks } from '../tree.ts'
import type { Block, ChainTree, Placed } from '../tree.ts'

/** A part of a path; `spare`: the case of an unnamed choice, left out unless two paths would be the same. */
interface Segment {
  readonly text: string
  readonly spare?: boolean
}
interface Named {
  readonly placed: Placed
  readonly segments: readonly Segment[]
  /** How many spare segments are in use, innermost first. */
  used: number
}

export interface Names {
  /** State of a placed builder. */
  readonly state: (placed: Placed) => string
  /** Variable of a step, without `$`. */
  readonly variable: (placed: Placed) => string
  /** What a part of a builder is called: a branch, the failure that a catch is given, an item. */
  readonly part: (placed: Placed, key: string) => string
  /** A variable of the compiler's own, by a path; never that of a step. */
  readonly own: (path: string) => string
  /** A further state of a builder, such as `answer.repair`; never called as any step. */
  readonly beside: (placed: Placed, key: string) => string
  readonly problems: readonly Problem[]
}

/** Longest name AWS takes. */
const MOST = 80
const HASH = 8

/** A name that is too long keeps its end after a short hash of the whole. */
export function shortened(name: string): string {
  if (name.length <= MOST) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH)
  return `${hash}_${name.slice(name.length - (MOST - HASH - 1))}`
}

export const variableOf = (path: string): string => {
  const name = path.replaceAll(/[^A-Za-z0-9_]/g, '_')
  const short = shortened(/^[0-9]/.test(name) ? `_${name}` : name)
  // a hash may begin with a digit
  return /^[0-9]/.test(short) ? `_${short.slice(1)}` : short
}

const text = (segments: readonly Segment[]) => segments.map((segment) => segment.text).join('.')

function nameOf({ segments, used }: Named): string {
  if (segments.every((segment) => !segment.spare)) return text(segments)
  const spare = segments.filter((segment) => segment.spare)
  const kept = new Set(spare.slice(spare.length - used))
  return text(segments.filter((segment) => !segment.spare || kept.has(segment)))
}

/** Names all states of a chain. */
export function nameStates(tree: ChainTree): Names {
  const named: Named[] = []

  const visitBlock = (block: Block, path: readonly Segment[], label: readonly Segment[], root: boolean) => {
    for (const placed of block.steps)
      visitPlaced(placed, placed.name === null ? label : [...path, { text: placed.name }], path, false)
    if (block.end.kind === 'builder') visitPlaced(block.end.placed, label, path, root)
  }

  const visitPlaced = (placed: Placed, own: readonly Segment[], path: readonly Segment[], root: boolean) => {
    const { builder } = placed
    if (builder.kind !== 'value') named.push({ placed, segments: own, used: 0 })
    for (const { role, key, block } of innerBlocks(builder)) {
      const inside = key === '' ? own : [...own, { text: key }]
      const isSpare = role === 'case' && placed.name === null
      if (isSpare) visitBlock(block, [...path, { text: key, spare: true }], root ? [{ text: key }] : inside, false)
      else if (role === 'item' || role === 'turn') visitBlock(block, inside, [...inside, { text: role }], false)
      else visitBlock(block, inside, inside, false)
    }
  }
  // a step may be called as its chain: then the chain's end is told apart
  visitBlock(tree.body, [], [{ text: tree.name }, { text: 'end', spare: true }], true)

  separate(named)
  const problems = [...duplicates(tree, named), ...clashes(tree, named)]
  const names = new Map(named.map((one) => [one.placed.id, nameOf(one)]))
  const path = (placed: Placed) => names.get(placed.id) ?? placed.name ?? ''
  const taken = new Set(names.values())
  const variableNames = new Map([...names].map(([id, name]) => [id, variableOf(name)]))
  const variables = new Set(named.filter(hasVariable).map(({ placed }) => variableNames.get(placed.id)))
  return {
    state: (placed) => shortened(path(placed)),
    variable: (placed) => variableNames.get(placed.id) ?? variableOf(path(placed)),
    part: (placed, key) => `${path(placed)}.${key}`,
    own: (path) => {
      let name = path
      let variable = variableOf(name)
      while (variables.has(variable)) variable = variableOf((name += '_'))
      return variable
    },
    beside: (placed, key) => {
      let name = `${path(placed)}.${key}`
      while (taken.has(name)) name += '_'
      return shortened(name)
    },
    problems,
  }
}

/** Uses spare segments, innermost first, wherever names would be the same. */
function separate(named: readonly Named[]): void {
  for (;;) {
    const same = [...groupBy(named, nameOf).values()].filter((group) => group.length > 1)
    const wider = same.flat().filter((one) => one.used < one.segments.filter((segment) => segment.spare).length)
    if (wider.length === 0) return
    for (const one of wider) one.used++
  }
}

const placeOf = (tree: ChainTree, { placed, segments }: Named) => ({
  at: placed.name === null ? placed.builder.at : placed.at,
  path: [tree.name, ...segments.filter((segment) => !segment.spare).map((segment) => segment.text)],
})

const duplicates = (tree: ChainTree, named: readonly Named[]): Problem[] =>
  [...groupBy(named, nameOf)].flatMap(([name, group]) => group.slice(1).map((one) => duplicateStep(placeOf(tree, one), name)))

const hasVariable = ({ placed }: Named) => placed.name !== null || placed.builder.kind === 'loop'

/** `$states` is what Step Functions tells a state. */
const RESERVED = 'states'

/** Paths that give a variable which is not theirs alone. */
function clashes(tree: ChainTree, named: readonly Named[]): Problem[] {
  return [...groupBy(named.filter(hasVariable), (one) => variableOf(nameOf(one)))].flatMap(([variable, group]) => {
    if (variable === RESERVED) return group.map((one) => reservedName(placeOf(tree, one), 'a step', variable))
    const paths = [...new Set(group.map(nameOf))]
    return paths.length > 1 ? [sameVariable(placeOf(tree, group[1] as Named), `$${variable}`, paths)] : []
  })
}
