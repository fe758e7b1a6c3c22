/** Why a state fails, and which retriers and catchers that concerns. */

/** How a task says that it failed: an error name and, mostly, a cause. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure'
  readonly error: string
  readonly causeText: string | undefined
  constructor(error: string, causeText?: string) {
    super(causeText === undefined ? error : `${error}: ${causeText}`)
    this.error = error
    this.causeText = causeText
  }
}

/** A state's failure. Thrown and caught inside the engine alone. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure'
  readonly error: string | undefined
  readonly causeText: string | undefined
  /** The field at fault, such as `Output/answer`. */
  readonly location: string | undefined
  constructor(error?: string, causeText?: string, location?: string) {
    super(causeText ?? error ?? 'failed')
    this.error = error
    this.causeText = causeText
    this.location = location
  }
}

/** A failure of the task itself, not of what the state makes of it. */
export class FailureOfTask extends StateFailure {}

/** A failure of the interpreter's own making: its cause is told with the state and the event it was entered at. */
export class ExecutionProblem extends StateFailure {}

export const queryFailure = (cause: string, location?: string): StateFailure =>
  new ExecutionProblem('States.QueryEvaluationError', cause, location)

export const runtimeFailure = (cause: string): StateFailure => new ExecutionProblem('States.Runtime', cause)

/** The machine was stopped from outside the state: by its own time limit, a sibling that failed, or its caller. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** The machine enters states without end. AWS would run into the five minutes of an Express execution. */
export class Endless extends Stopped {}

/** No retrier and no catcher concerns these, whatever it names. */
const FATAL = 'States.Runtime'
const TOO_BIG = 'States.DataLimitExceeded'
const TIMEOUTS: ReadonlySet<string | undefined> = new Set(['States.Timeout', 'States.HeartbeatTimeout'])

export function matches(errorEquals: readonly string[], failure: StateFailure): boolean {
  const { error } = failure
  if (error === FATAL) return false
  // The wildcards take the limit on what a task answers, but not the one on what a state hands on.
  const isWild = error !== TOO_BIG || failure instanceof FailureOfTask
  return errorEquals.some((name) => {
    switch (name) {
      case 'States.ALL':
        return isWild
      case 'States.TaskFailed':
        return isWild && error !== 'States.Timeout'
      case 'States.Timeout':
        return TIMEOUTS.has(error)
      default:
        return name === error
    }
  })
}

/** What a catcher hands on: a cause always, an error where the failure has a name. */
export const errorOutput = ({ error, causeText }: StateFailure): { readonly [key: string]: string } => ({
  ...(error === undefined ? {} : { Error: error }),
  Cause: causeText ?? '',
})
