/** The way of one answer: workflow, system prompt, final model, reply. What goes wrong on it becomes one failure. */
import type { WorkflowOutput, WorkflowResult } from '../compiler/contract.ts'
import { CallerLeft, asFailure } from './failure.ts'
import type { Failure } from './failure.ts'
import type { FinalCall } from './final-call.ts'
import type { Ending, Run } from './formats/format.ts'
import type { Reply } from './formats/reply.ts'
import type { Message } from '../compiler/contract.ts'
import type { Model, ModelCall, ModelEvent, StopReason, Usage } from './model.ts'
import { mergeSystemPrompt } from './system-prompt.ts'
import type { Validator } from './validators.ts'
import { runWorkflow } from './workflow.ts'
import type { WorkflowCall, Workflows } from './workflow.ts'

/** All that is decided before anything is spent. */
export interface Plan {
  readonly requestId: string
  /** The chain as its manifest names it; null for a machine nobody here knows. */
  readonly chain: { readonly name: string; readonly version: string } | null
  readonly workflow: WorkflowCall
  readonly messages: readonly Message[]
  readonly final: FinalCall
  readonly form: ModelCall['form']
}

export interface Services {
  readonly workflows: Workflows
  readonly model: Model
  readonly usd: (model: string, usage: Usage) => number | null
}

/** What happened, for the log. */
export interface Account {
  run?: Run
  workflowMs?: number
  model?: string
  firstByteMs?: number
  ending?: Ending
  failure?: Failure
  left?: true
}

export async function answer(
  plan: Plan,
  reply: Reply,
  services: Services,
  validator: Validator<WorkflowOutput>,
  signal: AbortSignal,
  account: Account,
  elapsed: () => number,
): Promise<void> {
  try {
    const { output } = await runWorkflow(services.workflows, plan.workflow, validator, signal)
    account.workflowMs = elapsed()
    const run = runOf(plan, output)
    account.run = run
    reply.begin(run)
    const said = output.answer_text ?? undefined
    const ending =
      said === undefined ? await callModel(plan, output, reply, services, signal, account, elapsed) : say(said, reply)
    signal.throwIfAborted()
    account.ending = ending
    reply.end(ending)
  } catch (error) {
    if (error instanceof CallerLeft || signal.reason instanceof CallerLeft) {
      account.left = true
      return
    }
    const failure = asFailure(signal.aborted ? signal.reason : error)
    account.failure = failure
    reply.fail(failure)
  }
}

/** The workflow's own text is the answer: no second model call. */
function say(text: string, reply: Reply): Ending {
  if (text !== '') void reply.emit({ type: 'text', text })
  return { stopReason: 'end_turn', usage: null, usd: null }
}

async function callModel(
  { final, form, messages, requestId }: Plan,
  output: WorkflowOutput,
  reply: Reply,
  { model, usd }: Services,
  signal: AbortSignal,
  account: Account,
  elapsed: () => number,
): Promise<Ending> {
  const call: ModelCall = {
    form,
    model: final.model,
    system: mergeSystemPrompt(final, output),
    messages: [...messages, ...(output.additional_messages ?? [])],
    settings: final.settings,
    requestId,
  }
  account.model = final.model
  let stopReason: StopReason = 'end_turn'
  let usage: Usage | null = null
  await model.stream(
    call,
    (event: ModelEvent) => {
      if (event.type === 'stop') stopReason = event.reason
      else if (event.type === 'usage') ({ usage } = event)
      else if (event.type === 'text') account.firstByteMs ??= elapsed()
      return reply.emit(event)
    },
    signal,
  )
  return { stopReason, usage, usd: usage === null ? null : usd(final.model, usage) }
}

export function runOf(
  { chain, workflow, requestId }: Pick<Plan, 'chain' | 'workflow' | 'requestId'>,
  output: WorkflowOutput | WorkflowResult,
): Run {
  return {
    requestId,
    execution: workflow.name,
    chain: output.chain?.name ?? chain?.name ?? null,
    version: output.chain?.version ?? chain?.version ?? null,
    experiments: output.experiments ?? [],
    tokens: { input: output.bedrock_details.total_input_tokens, output: output.bedrock_details.total_output_tokens },
  }
}
