/** Runs one state: enters it, does its work with the retriers and catchers around, commits its variables, leaves it. */
import type { Activation, RunBlock } from './block.ts'
import type { Exit, Visit } from './dataflow.ts'
import type { RetrierDefinition } from './definition.ts'
import { errorOutput, ExecutionProblem, matches, StateFailure } from './failure.ts'
import { runBranches, runItems } from './concurrent.ts'
import { checkArguments, checkAssigned, checkOutput, growth } from './limits.ts'
import type { State } from './machine.ts'
import { runTask, waited } from './task.ts'

interface Left {
  readonly output: unknown
  readonly assigned: Exit['assigned']
  readonly next: string | undefined
}

/** Where the history stood when the state was entered. */
interface Entry {
  readonly eventId: number
  readonly enteredTime: string
}

/** Many states are entered within one millisecond. */
let written = { time: Number.NaN, text: '' }
function isoTime(time: number): string {
  if (written.time !== time) written = { time, text: new Date(time).toISOString() }
  return written.text
}

/** The types whose states may have retriers, and so a count of retries. */
const RETRYING: ReadonlySet<string> = new Set(['Task', 'Parallel', 'Map'])

function contextOf(state: State, entry: Entry, retries: number, { running, mapContext }: Activation): Visit['context'] {
  const { Execution, StateMachine } = running.context
  const { enteredTime: EnteredTime } = entry
  const State = RETRYING.has(state.type)
    ? { EnteredTime, Name: state.name, RetryCount: retries }
    : { EnteredTime, Name: state.name }
  return mapContext === undefined ? { Execution, StateMachine, State } : { Execution, StateMachine, State, Map: mapContext }
}

const left = ({ output, assigned }: Exit, next: string | undefined): Left => ({ output, assigned, next })

/** Does what the state's type is for. */
async function work(state: State, visit: Visit, activation: Activation, attempt: number, runBlock: RunBlock): Promise<Left> {
  const { dataflow, next } = state
  const input = await dataflow.input(visit)
  switch (state.type) {
    case 'Pass':
      return left(await dataflow.exit(visit, input, await dataflow.arguments(visit, input)), next)
    case 'Succeed':
      return left(await dataflow.exit(visit, input, input), undefined)
    case 'Fail': {
      const { error, cause } = await dataflow.failure(visit, input)
      throw new StateFailure(error, cause)
    }
    case 'Choice': {
      const chosen = await dataflow.choose(visit, input)
      if (chosen.next !== undefined) return left(chosen, chosen.next)
      throw new ExecutionProblem(
        'States.NoChoiceMatched',
        'Failed to transition out of the state. The state does not point to a next state.',
      )
    }
    case 'Wait': {
      const { running } = activation
      const wait = await dataflow.wait(visit, input)
      const ms = 'forMs' in wait ? wait.forMs : wait.until - running.clock.now()
      if (ms > 0) await waited(activation, running.clock.sleep(ms, activation.signal))
      return left(await dataflow.exit(visit, input, input), next)
    }
    case 'Task': {
      const given = await dataflow.arguments(visit, input)
      checkArguments(state.name, given)
      const timeout = await dataflow.timeoutSeconds(visit, input)
      const result = await runTask(state, activation, given, visit.context, attempt, timeout)
      return left(await dataflow.exit(visit, input, result), next)
    }
    case 'Parallel': {
      const given = await dataflow.arguments(visit, input)
      return left(await dataflow.exit(visit, input, await runBranches(state, given, activation, runBlock)), next)
    }
    case 'Map':
      return left(await dataflow.exit(visit, input, await runItems(state, visit, input, activation, runBlock)), next)
    default:
      return state.type satisfies never
  }
}

/** AWS opens the causes of its own failures with where the execution stood. */
function located(thrown: unknown, state: State, entry: Entry, { running, within }: Activation): StateFailure {
  if (!(thrown instanceof StateFailure)) throw thrown
  if (!(thrown instanceof ExecutionProblem)) return thrown
  const cause = `An error occurred while executing the state '${state.name}' (entered at the event id #${entry.eventId}). ${thrown.causeText}`
  const { error, location } = thrown
  if (error === 'States.QueryEvaluationError') {
    running.eventId += 1
    const where = location === undefined ? {} : { location }
    running.tell?.({ type: 'EvaluationFailed', state: state.name, error, cause, ...where }, within)
  }
  return new StateFailure(error, cause, location)
}

function delaySeconds(retrier: RetrierDefinition, retried: number, random: () => number): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy } = retrier
  const delay = Math.min(IntervalSeconds * BackoffRate ** retried, MaxDelaySeconds)
  return JitterStrategy === 'FULL' ? delay * random() : delay
}

/** The state's work, again as often as its retriers say, then handed to its catchers. */
async function workRetried(
  state: State,
  rawInput: unknown,
  entry: Entry,
  activation: Activation,
  runBlock: RunBlock,
): Promise<Left> {
  const { running, variables, within, signal } = activation
  const visitAt = (retries: number): Visit => ({
    rawInput,
    variables,
    context: contextOf(state, entry, retries, activation),
    services: running.services,
  })
  const retried = new Map<RetrierDefinition, number>()
  for (let attempt = 0; ; attempt += 1) {
    const visit = visitAt(attempt)
    try {
      const done = await work(state, visit, activation, attempt, runBlock)
      if (done.output !== rawInput) checkOutput(state.name, done.output)
      if (done.assigned) {
        checkAssigned(done.assigned)
        running.variableBytes += growth(running.variableBytes, variables, done.assigned)
      }
      return done
    } catch (thrown) {
      const failure = located(thrown, state, entry, activation)
      const { error, causeText: cause } = failure
      const retrier = state.retriers.find(({ ErrorEquals }) => matches(ErrorEquals, failure))
      const times = retrier === undefined ? 0 : (retried.get(retrier) ?? 0)
      if (retrier !== undefined && times < (retrier.MaxAttempts ?? 3)) {
        retried.set(retrier, times + 1)
        const delayMs = delaySeconds(retrier, times, running.services.random) * 1000
        running.tell?.({ type: 'TaskRetried', state: state.name, delayMs, attempt: attempt + 1 }, within)
        if (delayMs > 0) await waited(activation, running.clock.sleep(delayMs, signal))
        continue
      }
      const index = state.catchers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, failure))
      const catcher = state.catchers[index]
      if (catcher === undefined) throw failure
      running.tell?.({ type: 'StateCaught', state: state.name, error, cause, next: catcher.Next }, within)
      try {
        return left(await state.dataflow.caught(visit, index, errorOutput(failure)), catcher.Next)
      } catch (again) {
        throw located(again, state, entry, activation)
      }
    }
  }
}

/** The state's output and where to go from there. Throws `StateFailure` or `Stopped`. */
export async function runState(state: State, rawInput: unknown, activation: Activation, runBlock: RunBlock): Promise<Left> {
  const { running, within } = activation
  running.eventId += 1
  const entry = { eventId: running.eventId, enteredTime: isoTime(running.clock.now()) }
  running.tell?.({ type: 'StateEntered', state: state.name, input: rawInput }, within)
  const done = await workRetried(state, rawInput, entry, activation, runBlock).catch((thrown: unknown) => {
    if (thrown instanceof StateFailure) {
      const { error, causeText: cause, location } = thrown
      running.tell?.(
        { type: 'StateFailed', state: state.name, error, cause, ...(location === undefined ? {} : { location }) },
        within,
      )
    }
    throw thrown
  })
  const { output, assigned, next } = done
  if (assigned) Object.assign(activation.variables, assigned)
  running.eventId += 1
  running.tell?.(
    {
      type: 'StateExited',
      state: state.name,
      output,
      ...(assigned ? { assigned } : {}),
      ...(next === undefined ? {} : { next }),
    },
    within,
  )
  return done
}
