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

/** A failure of the interpreter's own making: its cause is told with the state and the event it was entered at. */
export class ExecutionProblem extends StateFailure {}

export const queryFailure = (cause: string, location: string): StateFailure =>
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
/** What the wildcards leave out. */
const NOT_ALL: ReadonlySet<string | undefined> = new Set([FATAL, 'States.DataLimitExceeded'])

export function matches(errorEquals: readonly string[], error: string | undefined): boolean {
  if (error === FATAL) return false
  return errorEquals.some((name) => {
    switch (name) {
      case 'States.ALL':
        return !NOT_ALL.has(error)
      case 'States.TaskFailed':
        return error !== 'States.Timeout' && !NOT_ALL.has(error)
      case 'States.Timeout':
        return error === 'States.Timeout' || error === 'States.HeartbeatTimeout'
      default:
        return name === error
    }
  })
}

/** What a catcher hands on. */
export const errorOutput = ({ error, causeText }: StateFailure): { readonly [key: string]: string } => ({
  ...(error === undefined ? {} : { Error: error }),
  ...(causeText === undefined ? {} : { Cause: causeText }),
})
