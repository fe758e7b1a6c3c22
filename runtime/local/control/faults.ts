/** Faults on demand: how the model, the workflow, the knowledge base or a task goes wrong, for how many calls. */
import { Type } from 'typebox'
import type { Static, TProperties } from 'typebox'
import { AwsError } from '../wire/aws-error.ts'
import { badRequest, bodyChecker } from './refusal.ts'

const count = Type.Integer({ minimum: 0 })
const milliseconds = Type.Number({ minimum: 0 })

const COMMON = {
  /** Whose calls: those over the wire to the model, to Step Functions, to the knowledge base, or those of tasks inside executions. */
  on: Type.Enum(['model', 'workflow', 'knowledge', 'task']),
  /** Only this operation (`ConverseStream`), or this state's tasks. */
  operation: Type.Optional(Type.String()),
  state: Type.Optional(Type.String()),
  /** How many calls it meets; absent: every one. */
  times: Type.Optional(count),
  /** How many calls go well before. */
  skip: Type.Optional(count),
}
const fault = <Kind extends string, Members extends TProperties>(kind: Kind, members: Members) =>
  Type.Object({ ...COMMON, kind: Type.Literal(kind), ...members }, { additionalProperties: false })

/** `after`: so many pieces of a streamed answer come first; absent: it happens before any answer. */
const after = Type.Optional(count)
const text = Type.Optional(Type.String())

const FAULTS = {
  throttle: fault('throttle', { message: text }),
  fail: fault('fail', { status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })), error: text, message: text }),
  delay: fault('delay', { ms: milliseconds }),
  stall: fault('stall', { after, ms: Type.Optional(milliseconds) }),
  reset: fault('reset', { after }),
  cut: fault('cut', { after: count }),
  corrupt: fault('corrupt', { after: count }),
  garbage: fault('garbage', { after: count }),
  exception: fault('exception', { after, error: text, message: text }),
  pace: fault('pace', { ms: milliseconds }),
  failed: fault('failed', { error: text, cause: text }),
  timedOut: fault('timedOut', { error: text, cause: text }),
  output: fault('output', { output: Type.Unknown() }),
  huge: fault('huge', { bytes: Type.Integer({ minimum: 1, maximum: 50_000_000 }) }),
} as const

export type Fault = { [Kind in keyof typeof FAULTS]: Static<(typeof FAULTS)[Kind]> }[keyof typeof FAULTS]
type Kind = Fault['kind']
type On = Fault['on']

const ANYWHERE: readonly Kind[] = ['throttle', 'fail', 'delay', 'stall']
const KINDS: Readonly<Record<On, readonly Kind[]>> = {
  model: [...ANYWHERE, 'reset', 'cut', 'corrupt', 'garbage', 'exception', 'pace'],
  workflow: [...ANYWHERE, 'reset', 'failed', 'timedOut', 'output', 'huge'],
  knowledge: [...ANYWHERE, 'reset'],
  task: ANYWHERE,
}

const HELP = 'runtime/local/README.md lists every kind with its members.'
const checkList = bodyChecker(
  Type.Object({ faults: Type.Array(Type.Record(Type.String(), Type.Unknown())) }, { additionalProperties: false }),
  `It is {"faults": [{"on": "model", "kind": "throttle", "times": 1}, …]}. ${HELP}`,
)
const CHECKS = Object.fromEntries(
  Object.entries(FAULTS).map(([kind, schema]) => [kind, bodyChecker(schema, `This is a fault of the kind "${kind}". ${HELP}`)]),
) as Readonly<Record<string, (value: unknown) => Fault>>

function checkFault(given: Readonly<Record<string, unknown>>, index: number): Fault {
  const check = CHECKS[String(given['kind'])]
  if (!check) throw badRequest(`/faults/${index}/kind must be one of ${Object.keys(FAULTS).join(', ')}. ${HELP}`)
  let checked: Fault
  try {
    checked = check(given)
  } catch (error) {
    throw badRequest(`/faults/${index}: ${(error as Error).message}`)
  }
  if (KINDS[checked.on].includes(checked.kind)) return checked
  throw badRequest(
    `/faults/${index}: "${checked.kind}" does not happen on "${checked.on}"; there are ${KINDS[checked.on].join(', ')}. ${HELP}`,
  )
}

export interface Faults {
  /** Replaces all faults. */
  put(body: unknown): void
  /** Every fault that meets this call, in order; each counts the call. */
  meeting(on: On, call: { readonly operation?: string; readonly state?: string }): readonly Fault[]
  clear(): void
}

export function faultList(): Faults {
  let faults: readonly { readonly fault: Fault; seen: number }[] = []
  return {
    put(body) {
      faults = checkList(body).faults.map((given, index) => ({ fault: checkFault(given, index), seen: 0 }))
    },
    meeting: (on, call) =>
      faults.flatMap((entry) => {
        const { fault } = entry
        if (fault.on !== on) return []
        if (fault.operation !== undefined && fault.operation !== call.operation) return []
        if (fault.state !== undefined && fault.state !== call.state) return []
        const place = entry.seen++
        const skip = fault.skip ?? 0
        return place >= skip && place < skip + (fault.times ?? Infinity) ? [fault] : []
      }),
    clear: () => {
      faults = []
    },
  }
}

/** The error of a call that is throttled or fails. */
export function errorOf(fault: Fault & { kind: 'throttle' | 'fail' }): AwsError {
  const workflow = fault.on === 'workflow'
  if (fault.kind === 'throttle') {
    // Step Functions answers 400 to a throttled call, Bedrock 429.
    return workflow
      ? new AwsError('ThrottlingException', fault.message ?? 'Rate exceeded', { status: 400 })
      : new AwsError('ThrottlingException', fault.message ?? 'Too many requests, please wait before trying again.')
  }
  const status = fault.status
  const error =
    fault.error ??
    (status !== undefined && status < 500 ? 'ValidationException' : workflow ? 'InternalFailure' : 'InternalServerException')
  const message = fault.message ?? 'The server encountered an internal error while processing the request.'
  return new AwsError(error, message, status === undefined ? {} : { status })
}
