/** Edges and scopes: what travels from state to state while a machine is being lowered. */
import type { Assignments, Json, State, States } from '../asl.ts'
import type { Expression } from '../tree.ts'
import type { Environment } from './expressions.ts'
import { afterEntry } from './ledger.ts'
import type { Entry } from './ledger.ts'
import { toJson } from './shape.ts'
import type { Shape } from './shape.ts'

/** An edge on its way: what is due on it, and what only it can see. */
export interface Arriving extends Environment {
  readonly assign: Assignments
  /** Whether the ledger's variable exists at the edge's start, and what the edge adds to it. */
  readonly begun: boolean
  readonly entry: Entry
  /** The edge can be a branch's end: those of choices and catchers cannot. */
  readonly canEnd: boolean
}

/** An edge that leads to a state. */
export interface Way {
  readonly assign: Assignments
  readonly next: string
}
/** Where an edge leads: to a state, or out of its branch. */
export type Edge = Way | { readonly output: Json }

/** What comes after a block: told how its edges arrive and what the block gave. */
export type After = (arriving: Arriving, value: Shape) => Edge

/** A value that the first state of a scope finds in its input; the others find it in a variable. */
export interface Inlet {
  readonly block: number
  readonly name: string
  readonly entry: Shape
  readonly variable: string
}

/** States with variables of their own: the chain's, a branch's, an item's. */
export interface Scope {
  /** In reading order; null while a state is being made. */
  readonly states: Map<string, State | null>
  readonly ledger: string
  readonly splits: readonly Expression[]
  /** Variants that are known because a choice on them has been made, by experiment. */
  readonly variants: ReadonlyMap<string, string>
  readonly inlets: readonly Inlet[]
}

/** An edge at which nothing is due yet. */
export const departing = (begun: boolean, canEnd: boolean): Arriving => ({
  outputs: new Map(),
  givens: new Map(),
  assign: {},
  begun,
  entry: null,
  canEnd,
})

/** The edge into a state, with everything due on it. `begun`: the state counts on the ledger's variable. */
export function into(name: string, arriving: Arriving, scope: Scope, begun: boolean): Way {
  const due = begun && (arriving.entry !== null || !arriving.begun)
  const ledger = due ? afterEntry(scope.ledger, arriving.begun, arriving.entry) : null
  return { assign: { ...arriving.assign, ...(ledger ? { [scope.ledger]: toJson(ledger) } : {}) }, next: name }
}

/** An edge that cannot end a branch. */
export function way(edge: Edge): Way {
  if ('output' in edge) throw new TypeError('An edge that must lead to a state ends instead.')
  return edge
}

/** The first state of a scope: no state is before it that could assign anything. */
export function opened(edge: Edge): string {
  const { next, assign } = way(edge)
  const due = Object.keys(assign)
  if (due.length > 0) throw new TypeError(`${due.join(', ')} would be assigned before "${next}", the first state of its scope.`)
  return next
}

export const assigning = ({ assign }: Way) => (Object.keys(assign).length > 0 ? { Assign: assign } : {})

/** The members of a state that say where it leads. */
export const leaving = (edge: Edge) =>
  'output' in edge ? { Output: edge.output, End: true as const } : { ...assigning(edge), Next: edge.next }

export const statesOf = (scope: Scope): States['States'] =>
  Object.fromEntries([...scope.states].filter((entry): entry is [string, State] => entry[1] !== null))
