/** A machine as a graph: states nested as they are, and the edges between them. Plain data that every picture is drawn from. */

/** A Succeed is an `end`; what somebody's machine may have besides is a `pass`. */
export type StateKind = 'task' | 'choice' | 'parallel' | 'map' | 'wait' | 'pass' | 'end' | 'fail'

export interface GraphState {
  readonly kind: StateKind
  /** The machine's name of it: no two states of a machine share one. */
  readonly name: string
  /** What it calls, asks or does, in short; may be empty. */
  readonly detail: string
  /** The same in full, where `detail` is short for something. */
  readonly about: string
  /** The branches of a Parallel, the processor of a Map. */
  readonly inside: readonly GraphScope[]
  /** The machine, or its branch, may end here. */
  readonly ends: boolean
}

/** The states that a loop goes round, with the choice that goes round again; it is no state itself. */
export interface GraphLoop {
  readonly kind: 'loop'
  /** Called as its choice is. */
  readonly name: string
  readonly detail: string
  readonly members: readonly GraphMember[]
}

export type GraphMember = GraphState | GraphLoop

export interface GraphEdge {
  readonly kind: 'next' | 'case' | 'catch'
  /** Names of states of the same scope. */
  readonly from: string
  readonly to: string
  /** The case, the condition or the errors, in short; may be empty. */
  readonly label: string
  /** The same in full, where `label` is short for something. */
  readonly about: string
}

/** States that lead to each other: a machine, a branch, what a Map does with an item. */
export interface GraphScope {
  readonly start: string
  /** In reading order. */
  readonly members: readonly GraphMember[]
  readonly edges: readonly GraphEdge[]
}

export interface Graph extends GraphScope {
  readonly name: string
  readonly description: string
}

/** The states among members, those inside loops in their place. */
export const statesIn = (members: readonly GraphMember[]): readonly GraphState[] =>
  members.flatMap((member) => (member.kind === 'loop' ? statesIn(member.members) : [member]))
