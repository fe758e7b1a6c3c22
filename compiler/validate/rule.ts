/** One check of a definition, named so that it can be switched off alone. */
import type { Expressions } from './expressions.ts'
import type { MachineView } from './machine.ts'
import type { AslProblem } from './problem.ts'
import type { Variables } from './variables.ts'

export interface Options {
  /** The machine's type; its definition has other limits as Express. Default STANDARD, as in Step Functions. */
  readonly type?: 'EXPRESS' | 'STANDARD'
  /** `aws`: what CreateStateMachine refuses. `compiled`: that, and what we demand of our own output. Default `aws`. */
  readonly rules?: 'aws' | 'compiled'
  /** The names that a `${Name}` may have; without the list they are not looked at. Only for `compiled`. */
  readonly substitutions?: readonly string[]
  /** A definition that is given as an object, as it has been written out for something else: where that is short, it need not be measured. */
  readonly written?: string
}

/** What rules look at: a machine, what is in its expressions, and what it assigns. */
export interface Subject extends MachineView {
  readonly expressions: Expressions
  readonly variables: Variables
}

export interface Rule {
  readonly name: string
  /** Whose demand it is; what AWS demands we demand too. */
  readonly of: 'aws' | 'compiled'
  readonly check: (machine: Subject, options: Options) => Iterable<AslProblem>
}
