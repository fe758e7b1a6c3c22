/** One check of a definition, named so that it can be switched off alone. */
import type { MachineView } from './machine.ts'
import type { AslProblem } from './problem.ts'

export interface Options {
  /** The machine's type; its definition has other limits as Express. Default STANDARD, as in Step Functions. */
  readonly type?: 'EXPRESS' | 'STANDARD'
  /** `aws`: what CreateStateMachine refuses. `compiled`: that, and what we demand of our own output. Default `aws`. */
  readonly rules?: 'aws' | 'compiled'
  /** The names that a `${Name}` may have; without the list they are not looked at. Only for `compiled`. */
  readonly substitutions?: readonly string[]
}

export interface Rule {
  readonly name: string
  /** Whose demand it is; what AWS demands we demand too. */
  readonly of: 'aws' | 'compiled'
  readonly check: (machine: MachineView, options: Options) => Iterable<AslProblem>
}
