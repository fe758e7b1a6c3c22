/**
 * The library evaluates the parts of a list or an object side by side, so that two hundred of them look like two hundred nested
 * evaluations. Here they take turns, in the order in which they are asked for: only one evaluation is under way at a time.
 */
type Tree = { readonly [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !(value instanceof RegExp)

/** From a part to its list or object. */
const constructors = new WeakMap<object, object>()
const known = new WeakSet<object>()

/** The parts of lists and objects anywhere in a tree. */
export function noteSiblings(tree: unknown): void {
  if (!isTree(tree)) return
  const { type, value } = tree
  const parts =
    type !== 'unary'
      ? []
      : value === '['
        ? (tree['expressions'] as object[])
        : value === '{'
          ? (tree['lhs'] as object[][]).map((pair) => pair[1] as object)
          : []
  if (parts.length > 1) {
    known.add(tree)
    for (const part of parts) constructors.set(part, tree)
  }
  for (const part of Object.values(tree)) noteSiblings(part)
}

/** One evaluation of a list or object: when the part that was asked for last is done, and who waits to hear of each part. */
interface Round {
  last: Promise<void> | undefined
  readonly done: Map<object, () => void>
}

/** The rounds under way of each list or object, the innermost last. */
export type Rounds = Map<object, Round[]>

/** When a part's turn has come; undefined: now. */
export function turnOf(part: object, rounds: Rounds): Promise<void> | undefined {
  const constructor = constructors.get(part)
  const round = constructor && rounds.get(constructor)?.at(-1)
  const before = round?.last
  if (round) round.last = new Promise((done) => round.done.set(part, done))
  if (known.has(part)) rounds.set(part, [...(rounds.get(part) ?? []), { last: undefined, done: new Map() }])
  return before
}

/** Gives the turn to the next part. */
export function endTurn(part: object, rounds: Rounds): void {
  if (known.has(part)) rounds.get(part)?.pop()
  const constructor = constructors.get(part)
  if (constructor) rounds.get(constructor)?.at(-1)?.done.get(part)?.()
}
