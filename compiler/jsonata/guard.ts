/**
 * Stops an expression that would not end. AWS allows one expression five seconds, a hundred nested evaluations and some
 * megabytes of values; the library has hooks around every evaluation, which cost, so only what could misbehave gets them.
 */
import type jsonata from 'jsonata'
import { MOST_BYTES, memoryExceeded } from './dialect.ts'
import { beginTurn, endTurn, noteSiblings, turnOf } from './siblings.ts'
import type { Rounds } from './siblings.ts'

const MOST_MILLISECONDS = 5000
const DEEPEST = 100
/** An expression that computes for this long lets others run in between. */
const SLICE_MILLISECONDS = 15
const EVALUATIONS_PER_LOOK = 512

/** The binding that carries what one evaluation has used; no expression can write this name. */
export const BUDGET = ' budget'

export interface Budget {
  depth: number
  evaluations: number
  /** Milliseconds of computing in earlier slices. */
  spent: number
  sliceStart: number
  readonly rounds: Rounds
}

export const newBudget = (): Budget => ({ depth: 0, evaluations: 0, spent: 0, sliceStart: performance.now(), rounds: new Map() })

const stopped = (message: string): unknown => Object.assign(new Error(message), { code: 'U1001' })

interface Frame {
  lookup(name: string): unknown
}

/** Only evaluations under the guard look the budget up, so it is there. */
const budgetOf = (frame: Frame): Budget => frame.lookup(BUDGET) as Budget

function enter(expression: object, _input: unknown, frame: Frame): Promise<void> | undefined {
  const budget = budgetOf(frame)
  const turn = turnOf(expression, budget.rounds)
  return turn ? turn.then(() => begin(expression, budget)) : begin(expression, budget)
}

function begin(expression: object, budget: Budget): Promise<void> | undefined {
  beginTurn(expression, budget.rounds)
  budget.depth += 1
  if (budget.depth > DEEPEST) {
    throw stopped(
      'Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive. ' +
        `Depth=${budget.depth} max=${DEEPEST}`,
    )
  }
  budget.evaluations += 1
  if (budget.evaluations % EVALUATIONS_PER_LOOK !== 0) return undefined
  const slice = performance.now() - budget.sliceStart
  if (budget.spent + slice > MOST_MILLISECONDS) throw stopped('Expression evaluation timeout: Check for infinite loop')
  if (slice < SLICE_MILLISECONDS) return undefined
  budget.spent += slice
  return new Promise((resolve) => {
    setImmediate(() => {
      budget.sliceStart = performance.now()
      resolve()
    })
  })
}

function leave(expression: object, _input: unknown, frame: Frame, result: unknown): void {
  const budget = budgetOf(frame)
  budget.depth -= 1
  endTurn(expression, budget.rounds)
  const heavy = typeof result === 'string' ? result.length > MOST_BYTES : Array.isArray(result) && result.length * 8 > MOST_BYTES
  if (heavy) throw memoryExceeded()
}

type Tree = { readonly [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

/** How deep the library's evaluation of a tree nests, at most; Infinity where that or the time depends on the values. */
function nesting(tree: unknown, repeated: boolean): number {
  if (Array.isArray(tree)) return Math.max(0, ...tree.map((part) => nesting(part, repeated)))
  if (!isTree(tree) || tree instanceof RegExp) return 0
  switch (tree['type']) {
    case 'lambda':
    case 'regex':
    case 'transform':
    case 'partial':
    case 'sort':
    case 'descendant':
    case 'parent':
      return Infinity
    case 'binary':
      if (tree['value'] === '..') return Infinity
      break
    case 'variable':
      // A name used as a value may be a function; one used on each item of a list multiplies the work.
      if (repeated && tree['value'] !== '') return Infinity
      break
    case 'path': {
      const [first, ...rest] = tree['steps'] as unknown[]
      return 1 + Math.max(nesting(first, repeated), nesting(rest, true), nesting(tree['group'], true))
    }
  }
  let deepest = 0
  for (const [key, part] of Object.entries(tree)) {
    if (!isTree(part)) continue
    // The name of a called function is no value that could grow.
    const depth = key === 'procedure' && part['type'] === 'variable' ? 1 : nesting(part, repeated || key === 'predicate')
    if (depth > deepest) deepest = depth
  }
  return typeof tree['type'] === 'string' ? deepest + 1 : deepest
}

/** Whether something is grouped: the library puts something into a list that is empty. */
const groups = (tree: unknown): boolean =>
  isTree(tree) && !(tree instanceof RegExp) && ('group' in tree || Object.values(tree).some(groups))

/** Hooks the limits into an expression that could pass them, or that needs values of its own. */
export function guard(expression: jsonata.Expression): { readonly guarded: boolean; readonly changing: boolean } {
  const tree = expression.ast()
  const changing = groups(tree)
  if (!changing && nesting(tree, false) <= DEEPEST) return { guarded: false, changing }
  noteSiblings(tree)
  // the library has its own hooks by symbols, of which its type does not know
  const assign = expression.assign.bind(expression) as unknown as (name: symbol, value: unknown) => void
  assign(Symbol.for('jsonata.__evaluate_entry'), enter)
  assign(Symbol.for('jsonata.__evaluate_exit'), leave)
  return { guarded: true, changing }
}
