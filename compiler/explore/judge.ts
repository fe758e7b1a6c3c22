/**
 * Holds a run to what a chain promises: it ends in a valid answer, or in an error that the author can be told of, within Step Functions'
 * limits; every step gives what its schema says, every model call is counted, and no service is sent what it refuses.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import type { EngineEvent } from '../../runtime/engine/index.ts'
import { refusalOf } from '../../runtime/local/tasks/bedrock.ts'
import { integrationOf } from '../../runtime/local/tasks/error-names.ts'
import type { Json } from '../asl.ts'
import { WorkflowOutput, WorkflowResult } from '../contract.ts'
import { asSchema } from '../language/schema.ts'
import { EXPRESS_SECONDS } from '../reckoning.ts'
import { failedState } from '../testing/failed-state.ts'
import type { Played, RunRequest } from '../testing/play.ts'
import type { Schema } from '../tree.ts'
import { keepsPromise } from './kept.ts'
import { countedCalls } from './counted.ts'
import type { Facts } from './subject.ts'
import { takes } from './tasks.ts'
import type { Task } from './tasks.ts'

/** Something that a run must not do. */
export interface Flaw {
  readonly kind: 'error' | 'time' | 'output' | 'value' | 'tokens' | 'request'
  /** Where; empty for the whole run. */
  readonly state: string
  /** What it is about, without the values of this run: an error and the field, a variable, a refusal. */
  readonly about: string
  /** A sentence. */
  readonly what: string
}

/**
 * How a run ended: well; as the chain says with `fail`, or because a model gave no answer of its schema after its repairs; or in the
 * error of a task that all tries have had and nothing in the chain catches.
 */
export type Ended = 'well' | 'by fail' | "in a task's own error" | 'wrongly'

export interface Verdict {
  readonly ended: Ended
  readonly flaws: readonly Flaw[]
}

/** A judge of the runs of one chain: its schemas are compiled once. */
export type Judge = (played: Played) => Verdict

export function judgeOf(facts: Facts): Judge {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const compiled = new Map<Schema, ValidateFunction>()
  const validatorOf = (schema: Schema): ValidateFunction => {
    const known = compiled.get(schema)
    if (known) return known
    const made = ajv.compile(schema)
    compiled.set(schema, made)
    return made
  }
  const problemWith = (schema: Schema, value: unknown, name: string): string | null => {
    const validate = validatorOf(schema)
    return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: name })
  }
  const fits = (schema: Schema, value: unknown) => validatorOf(schema)(value)
  const tasks = new Map(facts.tasks.map((task) => [task.state, task]))
  const fails = new Map(facts.fails.map(({ state, caught }) => [state, caught]))
  const output = asSchema(facts.result ? WorkflowResult : WorkflowOutput)

  const outputFlaws = (value: unknown): Flaw[] => {
    const wrong = problemWith(output, withoutNulls(value), 'output')
    const data = facts.result ? problemWith(facts.result, (value as { result?: unknown }).result, 'result') : null
    return [wrong, data].flatMap((what) =>
      what === null ? [] : [{ kind: 'output', state: '', about: withoutValues(what), what: `The output is wrong: ${what}.` }],
    )
  }
  const valueFlaws = (events: readonly EngineEvent[]): Flaw[] =>
    events.flatMap((event) => {
      if (event.type !== 'StateExited' || !event.assigned) return []
      return Object.entries(event.assigned).flatMap(([name, value]): Flaw[] => {
        const schema = facts.variables[name]
        const wrong = schema ? problemWith(schema, value, `$${name}`) : null
        if (wrong === null) return []
        return [
          {
            kind: 'value',
            state: event.state,
            about: withoutValues(wrong),
            what: `It gives what is not of its schema: ${wrong}.`,
          },
        ]
      })
    })
  const refusal = refusals()
  const isKept = (task: Task, raw: unknown) => keepsPromise(task, raw as Json, fits)

  return (played) => {
    const { outcome, events, seconds } = played
    const ended = endOf(played, tasks, fails, isKept)
    const more =
      outcome.status === 'SUCCEEDED' ? [...outputFlaws(outcome.output), ...tokenFlaws(outcome.output, events, tasks)] : []
    const late: Flaw[] =
      seconds > EXPRESS_SECONDS
        ? [{ kind: 'time', state: '', about: '', what: `It takes ${seconds} s; an Express workflow has ${EXPRESS_SECONDS} s.` }]
        : []
    return {
      ended: ended.ended,
      flaws: [
        ...ended.flaws,
        ...late,
        ...more,
        ...caughtEarly(events, tasks),
        ...valueFlaws(events),
        ...requestFlaws(played, refusal),
      ],
    }
  }
}

/** What is said of places in lists and of values differs from run to run. */
const withoutValues = (text: string) => text.replaceAll(/\d+/g, '#').slice(0, 120)

// ---------------------------------------------------------------- how it ended

function endOf(
  { outcome, events }: Played,
  tasks: ReadonlyMap<string, Task>,
  fails: ReadonlyMap<string, readonly string[]>,
  isKept: (task: Task, raw: unknown) => boolean,
): Verdict {
  if (outcome.status === 'SUCCEEDED') return { ended: 'well', flaws: [] }
  const { error = '', cause = '' } = outcome
  const failed = failedState(events)
  const state = failed?.state ?? ''
  const about = `${error} ${failed?.location ?? ''}`
  const wrongly = (what: string): Verdict => ({ ended: 'wrongly', flaws: [{ kind: 'error', state, about, what }] })
  const told = `It fails with ${error || outcome.status}: ${cause}`
  const caught = fails.get(state)
  const task = tasks.get(state)
  if (!failed || (!caught && !task)) return wrongly(told)
  if (takes(task?.caught ?? caught ?? [], error)) return wrongly(`${told} The chain has a catch for that, which is not asked.`)
  if (!task) return { ended: 'by fail', flaws: [] }

  const place = JSON.stringify(failed.within)
  const own = events.filter((event) => 'state' in event && event.state === state && JSON.stringify(event.within) === place)
  const last = own.findLast((event) => event.type === 'TaskSucceeded' || event.type === 'TaskFailed')
  const tries = own
    .slice(own.findLastIndex((event) => event.type === 'StateEntered'))
    .filter(({ type }) => type === 'TaskScheduled').length
  if (last?.type === 'TaskFailed' && last.error === error) {
    if (takes(task.transient, error) && tries < task.attempts) return wrongly(`${told} ${tooFew(tries, task)}`)
    return { ended: "in a task's own error", flaws: [] }
  }
  // what breaks its promise may be refused where it is read, and nowhere else
  const isRead = /^(Assign|Output)\b/.test(failed.location ?? '')
  if (last?.type === 'TaskSucceeded' && isRead && !isKept(task, last.result)) return { ended: "in a task's own error", flaws: [] }
  return wrongly(told)
}

const tooFew = (tries: number, { attempts }: Task) => `It is tried ${tries} of ${attempts} times, though the error may pass.`

// ---------------------------------------------------------------- what else it must do

/** A catch is for errors that have had all their tries. */
function caughtEarly(events: readonly EngineEvent[], tasks: ReadonlyMap<string, Task>): Flaw[] {
  const tries = new Map<string, number>()
  return events.flatMap((event): Flaw[] => {
    if (event.type !== 'StateEntered' && event.type !== 'TaskScheduled' && event.type !== 'StateCaught') return []
    const { state } = event
    const task = tasks.get(state)
    if (!task) return []
    const place = event.within ? `${state} ${JSON.stringify(event.within)}` : state
    const made = tries.get(place) ?? 0
    if (event.type !== 'StateCaught') {
      tries.set(place, event.type === 'StateEntered' ? 0 : made + 1)
      return []
    }
    const { error = '' } = event
    if (!takes(task.transient, error) || made >= task.attempts) return []
    return [{ kind: 'error', state, about: error, what: `It is given up with ${error}. ${tooFew(made, task)}` }]
  })
}

/** As the runtime reads an output: a member of the contract that is null counts as absent. */
function withoutNulls(output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return output
  return Object.fromEntries(Object.entries(output).filter(([name, member]) => member !== null || name === 'result'))
}

function tokenFlaws(output: unknown, events: readonly EngineEvent[], tasks: ReadonlyMap<string, Task>): Flaw[] {
  const { bedrock_details: details } = output as Partial<WorkflowResult>
  if (!details) return []
  const calls = countedCalls(events, (state) => tasks.get(state)?.asks.of === 'model')
  const sorted = (names: readonly string[]) => names.toSorted().join(', ')
  const [ran, counted] = [sorted(calls.map(({ state }) => state)), sorted(details.task_details.map((one) => one.task_name))]
  const wrong = (what: string): Flaw[] => [{ kind: 'tokens', state: '', about: '', what }]
  if (ran !== counted) return wrong(`It counts the model calls ${counted || 'none'}, but ran ${ran || 'none'}.`)
  const tokens = { in: 0, out: 0 }
  for (const { input, output: out } of calls) {
    tokens.in += input
    tokens.out += out
  }
  if (tokens.in === details.total_input_tokens && tokens.out === details.total_output_tokens) return []
  return wrong(
    `It counts ${details.total_input_tokens} and ${details.total_output_tokens} tokens of ${tokens.in} in and ${tokens.out} out.`,
  )
}

/** A conversation without any message is refused, whoever sends it. */
const isEmptied = ({ events }: Played): boolean => {
  const [started] = events
  const messages = started?.type === 'ExecutionStarted' ? (started.input as { PromptInput?: unknown }).PromptInput : undefined
  return Array.isArray(messages) && messages.length === 0
}

type Refusals = (request: RunRequest) => string | undefined

/** Requests of many runs are the same: each is looked at once. */
function refusals(): Refusals {
  const known = new Map<string, string | undefined>()
  return ({ resource, arguments: given }) => {
    const { service, action } = integrationOf(resource)
    const asked = () => refusalOf(`${service}:${action}`, given)
    const key = JSON.stringify([resource, given])
    if (key.length > LONGEST_REQUEST) return asked()
    if (!known.has(key)) {
      if (known.size >= MOST_REQUESTS) known.clear()
      known.set(key, asked())
    }
    return known.get(key)
  }
}
/** Requests that are remembered, and how long they may be. */
const MOST_REQUESTS = 5000
const LONGEST_REQUEST = 5000

function requestFlaws(played: Played, refusal: Refusals): Flaw[] {
  if (isEmptied(played)) return []
  return played.requests.flatMap((request): Flaw[] => {
    const refused = refusal(request)
    if (refused === undefined) return []
    const { state } = request
    return [{ kind: 'request', state, about: withoutValues(refused), what: `It is asked what Bedrock refuses: ${refused}` }]
  })
}
