/** A recorded execution: what a definition, an input and the tasks' answers came to on AWS, run here again. */
import { execute, load, TaskFailure, virtualClock } from '../../../runtime/engine/index.ts'
import type { Outcome } from '../../../runtime/engine/index.ts'
import { difference } from './agreement.ts'
import type { OfThisRun } from './agreement.ts'

/** One answer of a task, in the order in which the state's calls were scheduled. */
export interface RecordedAnswer {
  readonly state: string
  readonly parameters?: unknown
  readonly return?: unknown
  readonly throw?: { readonly error: string; readonly cause?: string }
}

export interface RecordedCase {
  readonly name: string
  readonly queryLanguage: string
  readonly features?: readonly string[]
  readonly type?: 'STANDARD' | 'EXPRESS'
  readonly definition: unknown
  readonly input: unknown
  readonly expected: { readonly status: string; readonly output?: unknown; readonly error?: string; readonly cause?: string }
  /** Names and times of the recording were replaced, in the input otherwise than in the answers. */
  readonly wildcards?: boolean
  /** Random functions: only the status counts. */
  readonly volatile?: readonly unknown[]
  /** AWS has since changed this by its documentation. */
  readonly suspect?: unknown
  readonly mocks?: readonly RecordedAnswer[] | null
}

export type Verdict =
  | { readonly kind: 'passed'; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly differences: readonly string[] }
  | { readonly kind: 'left out'; readonly why: string }

export const isRecordedCase = (value: unknown): value is RecordedCase =>
  typeof value === 'object' && value !== null && 'definition' in value && 'expected' in value && 'input' in value

/** What an Express workflow does not have. */
const NOT_OURS: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/"Resource":"[^"]*\.sync(?::2)?"/, 'a .sync integration'],
  [/"Resource":"[^"]*\.waitForTaskToken"/, 'a task token'],
  [/"Resource":"[^"]*:activity:/, 'an activity'],
  [/"Mode":"DISTRIBUTED"|"ItemReader":/, 'a Distributed Map'],
]

export function notOurs(recorded: RecordedCase): string | undefined {
  if (recorded.suspect !== undefined) return 'outdated by its own word'
  const text = JSON.stringify(recorded.definition)
  return NOT_OURS.find(([pattern]) => pattern.test(text))?.[1]
}

const ACCOUNT = 'us-east-1:111111111111'
const IDENTITY = {
  stateMachine: { id: `arn:aws:states:${ACCOUNT}:stateMachine:recorded`, name: 'recorded' },
  execution: {
    id: `arn:aws:states:${ACCOUNT}:execution:recorded:again`,
    name: 'again',
    roleArn: 'arn:aws:iam::111111111111:role/any',
  },
} as const

const IDENTITIES: ReadonlySet<string> = new Set([...Object.values(IDENTITY.stateMachine), ...Object.values(IDENTITY.execution)])
/** Names that were made for one recording end in its number; `mock-value` and times stand for what could not be kept. */
const MADE_FOR_ONE = /(?:[0-9a-f]{8}|^mock-value|^\d{4}-\d\d-\d\dT[\d:.]+Z?)$/

const ofThisRun =
  ({ wildcards }: RecordedCase): OfThisRun =>
  (text) =>
    IDENTITIES.has(text) || (wildcards === true && MADE_FOR_ONE.test(text))

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

function compared(recorded: RecordedCase, outcome: Outcome): readonly string[] {
  const { expected } = recorded
  const told = (what: string, wanted: unknown, found: unknown, at = ''): string =>
    `${what}${at}: expected ${shown(wanted)}, found ${shown(found)}`
  if (expected.status !== outcome.status) return [told('status', expected, outcome)]
  if ((recorded.volatile?.length ?? 0) > 0) return []
  if (outcome.status === 'SUCCEEDED') {
    const at = difference(expected.output, outcome.output, ofThisRun(recorded))
    return at === undefined ? [] : [told('output', expected.output, outcome.output, ` at ${at}`)]
  }
  return expected.error === outcome.error ? [] : [told('error', expected.error, outcome.error)]
}

/** Runs the case on a virtual clock. Causes and what tasks were sent are compared too, and told as notes. */
export async function replay(recorded: RecordedCase): Promise<Verdict> {
  const answers = new Map<string, RecordedAnswer[]>()
  for (const answer of recorded.mocks ?? []) answers.set(answer.state, [...(answers.get(answer.state) ?? []), answer])
  const notes: string[] = []
  let unanswered: string | undefined
  const outcome = await execute(load(recorded.definition), {
    ...IDENTITY,
    input: recorded.input,
    clock: virtualClock(Date.UTC(2026, 0, 1)),
    runTask: async ({ state, arguments: sent }) => {
      const answer = answers.get(state)?.shift()
      if (!answer) {
        unanswered = `no answer was recorded for '${state}'`
        throw new TaskFailure('States.TaskFailed', unanswered)
      }
      const at = 'parameters' in answer ? difference(answer.parameters, sent, ofThisRun(recorded)) : undefined
      if (at !== undefined) notes.push(`'${state}' sent ${shown(sent)}, recorded was ${shown(answer.parameters)} (at ${at})`)
      if (answer.throw) throw new TaskFailure(answer.throw.error, answer.throw.cause)
      return answer.return
    },
  })
  if (unanswered !== undefined) return { kind: 'left out', why: unanswered }
  const differences = compared(recorded, outcome)
  if (differences.length > 0) return { kind: 'failed', differences }
  if (outcome.status !== 'SUCCEEDED') {
    const { cause } = recorded.expected
    if (cause !== outcome.cause && difference(cause, outcome.cause, ofThisRun(recorded)) !== undefined) {
      notes.push(`cause: recorded was ${shown(cause)}, found ${shown(outcome.cause)}`)
    }
  }
  return { kind: 'passed', notes }
}
