/** The first half of an answer: run the chain's state machine once, and hold its output to the contract. */
import type { Manifest, Message, WorkflowInput, WorkflowOutput, WorkflowResult } from '../compiler/contract.ts'
import { brokenContract, workflowFailed, workflowInputTooLarge, workflowTimedOut } from './failure.ts'
import { lastMessages, lastQuestion } from './messages.ts'
import type { Validator } from './validators.ts'

/** What runs a state machine; `aws.ts` has the one that calls Step Functions. */
export interface Workflows {
  /** Rejects with a `Failure` when the run did not begin or nobody can say how it ended. */
  run(call: WorkflowCall, signal: AbortSignal): Promise<WorkflowEnd>
}

export interface WorkflowCall {
  readonly stateMachineArn: string
  readonly name: string
  readonly input: string
  readonly traceHeader?: string | undefined
}

export type WorkflowEnd =
  | { readonly status: 'SUCCEEDED'; readonly executionArn: string; readonly output: string }
  | {
      readonly status: 'FAILED' | 'TIMED_OUT'
      readonly executionArn: string
      readonly error?: string | undefined
      readonly cause?: string | undefined
    }

/** Step Functions' limit on the input of an execution, in bytes of JSON. */
const INPUT_LIMIT = 262_144

/** What a caller says, before it is reduced to what the chain reads. */
export interface Said {
  readonly messages: readonly Message[]
  /** How many of the last messages the workflow may be given; absent: all. */
  readonly sample?: number | undefined
  readonly params: Readonly<Record<string, unknown>>
  readonly session?: unknown
  /** Who the runtime has verified the caller to be. */
  readonly caller?: string | undefined
}

/** The input for a chain of ours: only what it reads. */
export function chainInput(said: Said, reads: Manifest['reads']): string {
  const reader = new Set(reads)
  return encode({
    PromptInput: messagesRead(said, reader),
    state_machine_custom_params: {
      ...(reader.has('params') ? withoutCaller(said.params) : {}),
      ...(reader.has('session') && said.session !== undefined ? { session: said.session } : {}),
      ...callerOf(said, reader),
    },
  })
}

/** The same on the sample's route, whose callers count on their params reaching the workflow as they wrote them. */
export function seedInput(said: Said, reads: Manifest['reads']): string {
  const reader = new Set(reads)
  return encode({
    PromptInput: messagesRead(said, reader),
    state_machine_custom_params: {
      ...withoutCaller(said.params),
      ...callerOf(said, reader),
    },
  })
}

/** The input for a machine nobody here knows: the sampled messages whole, the params as they were written. */
export const unknownMachineInput = ({ messages, sample, params, caller }: Said): string =>
  encode({
    PromptInput: [...lastMessages(messages, sample ?? messages.length, false)],
    state_machine_custom_params: { ...withoutCaller(params), ...(caller === undefined ? {} : { caller }) },
  })

function messagesRead({ messages, sample }: Said, reader: ReadonlySet<string>): Message[] {
  if (reader.has('messages')) return [...lastMessages(messages, sample ?? messages.length, reader.has('question'))]
  const question = lastQuestion(messages)
  return reader.has('question') ? messages.slice(question, question + 1) : []
}

const callerOf = ({ caller }: Said, reader: ReadonlySet<string>) =>
  caller !== undefined && reader.has('caller') ? { caller } : {}

/** Who the caller is, is not the caller's to say. */
function withoutCaller(params: Said['params']) {
  const { caller: _written, ...rest } = params
  return rest
}

export function encode(input: WorkflowInput): string {
  const text = JSON.stringify(input)
  const bytes = Buffer.byteLength(text)
  if (bytes > INPUT_LIMIT) throw workflowInputTooLarge(bytes, INPUT_LIMIT)
  return text
}

export interface WorkflowAnswer<Output> {
  readonly executionArn: string
  readonly output: Output
}

/** Runs the machine; anything but a good end with a good output is a `Failure`. */
export async function runWorkflow<Output extends WorkflowOutput | WorkflowResult>(
  workflows: Workflows,
  call: WorkflowCall,
  validator: Validator<Output>,
  signal: AbortSignal,
): Promise<WorkflowAnswer<Output>> {
  const end = await workflows.run(call, signal)
  if (end.status !== 'SUCCEEDED') throw end.status === 'TIMED_OUT' ? workflowTimedOut(end) : workflowFailed(end)
  let output: unknown
  try {
    output = withoutNulls(JSON.parse(end.output))
  } catch (error) {
    throw brokenContract(error)
  }
  if (!validator(output)) throw brokenContract({ executionArn: end.executionArn, errors: validator.errors })
  return { executionArn: end.executionArn, output }
}

/** JSONata has no "leave this member out": a member that is null counts as absent, wherever the contract names it. */
function withoutNulls(output: unknown): unknown {
  if (!isObject(output)) return output
  const { bedrock_details: details, system_chain_data: chain, ...rest } = present(output)
  return {
    ...rest,
    ...(chain === undefined ? {} : { system_chain_data: isObject(chain) ? present(chain) : chain }),
    ...(details === undefined
      ? {}
      : {
          bedrock_details:
            isObject(details) && Array.isArray(details.task_details)
              ? { ...details, task_details: details.task_details.map((task: unknown) => (isObject(task) ? present(task) : task)) }
              : details,
        }),
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** `result` is the chain's own data: there a null is a null. */
const present = (value: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(value).filter(([name, member]) => member !== null || name === 'result'))
