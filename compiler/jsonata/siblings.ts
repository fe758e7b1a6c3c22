/**
 * The library evaluates the parts of a list or an object, and the groups of a grouping, side by side, so that two hundred of
 * them look like two hundred nested evaluations. Here they take turns, in the order in which they are asked for.
 */
type Tree = { readonly [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !(value instanceof RegExp)

/** From a part to what it is a part of. */
const wholes = new WeakMap<object, object>()
const isWhole = new WeakSet<object>()

/** The values of `{ key: value, … }`, as an object or as a grouping. */
const valuesOf = (pairs: unknown): readonly object[] => (pairs as object[][]).map((pair) => pair[1] as object)

function partsOf(tree: Tree): readonly object[] {
  const grouped = isTree(tree['group']) ? valuesOf(tree['group']['lhs']) : []
  if (tree['type'] !== 'unary') return grouped
  if (tree['value'] === '[') return [...(tree['expressions'] as object[]), ...grouped]
  return tree['value'] === '{' ? [...valuesOf(tree['lhs']), ...grouped] : grouped
}

/** Finds the parts anywhere in a tree. */
export function noteSiblings(tree: unknown): void {
  if (!isTree(tree)) return
  const parts = partsOf(tree)
  if (parts.length > 0) isWhole.add(tree)
  for (const part of parts) wholes.set(part, tree)
  for (const part of Object.values(tree)) noteSiblings(part)
}

/** One evaluation of a whole: whether one of its parts is under way, and who waits for that. */
interface Round {
  isBusy: boolean
  readonly waiting: (() => void)[]
}

/** The rounds under way of each whole, the innermost last. */
export type Rounds = Map<object, Round[]>

const roundOf = (part: object, rounds: Rounds): Round | undefined => {
  const whole = wholes.get(part)
  return whole && rounds.get(whole)?.at(-1)
}

/** When the turn of what is asked for has come; undefined: now. */
export function turnOf(asked: object, rounds: Rounds): Promise<void> | undefined {
  const round = roundOf(asked, rounds)
  if (!round?.isBusy) {
    if (round) round.isBusy = true
    return undefined
  }
  return new Promise((resolve) => round.waiting.push(resolve))
}

/** What is asked for begins: its own parts take their turns from here on. */
export function beginTurn(asked: object, rounds: Rounds): void {
  if (!isWhole.has(asked)) return
  const known = rounds.get(asked)
  const round = { isBusy: false, waiting: [] }
  if (known) known.push(round)
  else rounds.set(asked, [round])
}

/** Gives the turn to the next part. */
export function endTurn(asked: object, rounds: Rounds): void {
  if (isWhole.has(asked)) rounds.get(asked)?.pop()
  const round = roundOf(asked, rounds)
  if (!round) return
  const next = round.waiting.shift()
  if (next) next()
  else round.isBusy = false
}
