/** The way of one answer: workflow, system prompt, final model, reply. What goes wrong on it becomes one failure. */
import type { Message, WorkflowOutput, WorkflowResult } from '../compiler/contract.ts'
import type { ModelStep, WorkflowStep } from './account.ts'
import { CallerLeft, asFailure, brokenContract } from './failure.ts'
import type { FinalCall } from './final-call.ts'
import type { Ending, Run } from './formats/format.ts'
import type { Reply } from './formats/reply.ts'
import type { Exchange } from './exchange.ts'
import type { Model, ModelCall, ModelEvent, StopReason, Usage } from './model.ts'
import { withContext } from './messages.ts'
import { cutHistory } from './history.ts'
import { contextOf, mergeSystemPrompt } from './system-prompt.ts'
import type { Validator, Validators } from './validators.ts'
import { runWorkflow } from './workflow.ts'
import type { WorkflowCall, Workflows } from './workflow.ts'

/** All that is decided before anything is spent. */
export type Plan = AnswerPlan | DataPlan

interface Planned {
  readonly requestId: string
  /** The chain as its manifest names it; null for a machine nobody here knows. */
  readonly chain: { readonly name: string; readonly version: string } | null
  readonly workflow: WorkflowCall
}
export interface AnswerPlan extends Planned {
  readonly kind: 'answer'
  readonly messages: readonly Message[]
  readonly final: FinalCall
  readonly form: ModelCall['form']
}
/** A chain that returns data: there is no final model, and the data has a form. */
export interface DataPlan extends Planned {
  readonly kind: 'data'
  readonly result: Validator<unknown> | undefined
}

export interface Services {
  readonly workflows: Workflows
  readonly model: Model
  readonly validators: Pick<Validators, 'workflowOutput' | 'workflowResult'>
  readonly usd: (model: string, usage: Usage) => number | null
}

/** Data goes to the reply as one text of JSON. */
export async function answer(plan: Plan, reply: Reply, services: Services, exchange: Exchange): Promise<void> {
  const { signal, account } = exchange
  if (plan.chain !== null) account.chain = plan.chain.name
  try {
    const ending = await (plan.kind === 'data' ? data(plan, reply, services, exchange) : spoken(plan, reply, services, exchange))
    signal.throwIfAborted()
    account.ending = ending
    reply.end(ending)
  } catch (error) {
    if (error instanceof CallerLeft || signal.reason instanceof CallerLeft) return
    const failure = asFailure(signal.aborted ? signal.reason : error)
    account.failure = failure
    reply.fail(failure)
  }
}

/** No model was called, which costs nothing. */
const NO_MODEL: Ending = { stopReason: 'end_turn', usage: null, usd: 0 }

async function spoken(plan: AnswerPlan, reply: Reply, services: Services, exchange: Exchange): Promise<Ending> {
  services.model.prepare()
  const output = await ran(plan, reply, services, services.validators.workflowOutput, exchange)
  const text = output.answer_text ?? undefined
  if (text === undefined) return callModel(plan, output, reply, services, exchange)
  await reply.emit({ type: 'text', text })
  return NO_MODEL
}

async function data(plan: DataPlan, reply: Reply, services: Services, exchange: Exchange): Promise<Ending> {
  const { result } = await ran(plan, reply, services, services.validators.workflowResult, exchange, (output) => {
    if (plan.result !== undefined && !plan.result(output.result)) throw brokenContract({ errors: plan.result.errors })
  })
  await reply.emit({ type: 'text', text: JSON.stringify(result) })
  return NO_MODEL
}

async function ran<Output extends WorkflowOutput | WorkflowResult>(
  plan: Plan,
  reply: Reply,
  { workflows }: Services,
  validator: Validator<Output>,
  { signal, account, elapsed }: Exchange,
  check: (output: Output) => void = () => {},
): Promise<Output> {
  const { stateMachineArn, name: execution } = plan.workflow
  const step: WorkflowStep = (account.workflow = { stateMachineArn, execution, beganMs: elapsed() })
  const { output } = await runWorkflow(workflows, plan.workflow, validator, signal).finally(() => (step.endedMs = elapsed()))
  check(output)
  account.run = runOf(plan, output)
  reply.begin(account.run)
  return output
}

async function callModel(
  { final, form, messages, requestId }: AnswerPlan,
  output: WorkflowOutput,
  reply: Reply,
  { model, usd }: Services,
  { signal, account, elapsed }: Exchange,
): Promise<Ending> {
  const system = mergeSystemPrompt(final, output)
  const all = [...messages, ...(output.additional_messages ?? [])]
  const told = final.contextPlacement === 'messages' ? withContext(all, contextOf(final, output)) : all
  const kept = final.inputTokens === undefined ? told : cutHistory(system, told, final.inputTokens)
  const call: ModelCall = {
    form,
    model: final.model,
    system,
    messages: kept,
    settings: final.settings,
    guardrail: final.guardrail,
    requestId,
  }
  const step: ModelStep = (account.model = {
    model: final.model,
    settings: final.settings,
    guardrail: final.guardrail,
    messagesCut: told.length - kept.length,
    beganMs: elapsed(),
  })
  let stopReason: StopReason = 'end_turn'
  let usage: Usage | null = null
  const emit = (event: ModelEvent) => {
    if (event.type === 'stop') stopReason = event.reason
    else if (event.type === 'usage') ({ usage } = event)
    else if (event.type === 'text') account.firstByteMs ??= elapsed()
    return reply.emit(event)
  }
  await model.stream(call, emit, signal).finally(() => (step.endedMs = elapsed()))
  return { stopReason, usage, usd: usage === null ? null : usd(final.model, usage) }
}

const runOf = ({ chain, workflow, requestId }: Plan, output: WorkflowOutput | WorkflowResult): Run => ({
  requestId,
  execution: workflow.name,
  chain: output.chain?.name ?? chain?.name ?? null,
  version: output.chain?.version ?? chain?.version ?? null,
  experiments: output.experiments ?? [],
  tokens: { input: output.bedrock_details.total_input_tokens, output: output.bedrock_details.total_output_tokens },
})
