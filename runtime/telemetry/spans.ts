/**
 * What a request was, as spans: the request, the chain that answered it, its workflow and its model, with OpenTelemetry's names
 * (`http.*`, `gen_ai.*`, `rpc.*`). Like the log it holds no prompt, no answer, no parameter and no words of other services.
 */
import type { Account, ModelStep } from '../account.ts'
import type { Failure } from '../failure.ts'
import type { Happened } from './log-line.ts'

export type Attribute = string | number | boolean | readonly string[]

export interface SpanData {
  readonly name: string
  readonly kind: 'server' | 'client' | 'internal'
  /** Milliseconds since 1970. */
  readonly start: number
  readonly end: number
  /** One that is undefined is left out. */
  readonly attributes: Readonly<Record<string, Attribute | undefined>>
  readonly failed: boolean
  readonly children: readonly SpanData[]
}

type Attributes = SpanData['attributes']

/** The span of the request with all others in it. */
export function spansOf(happened: Happened): SpanData {
  const { method, route, status, time, ms, account, requestId } = happened
  const { failure, left } = account
  const known = METHODS.has(method) ? method : '_OTHER'
  const start = time - ms
  return {
    name: route === 'unknown' ? known : `${known} ${route}`,
    kind: 'server',
    start,
    end: time,
    attributes: {
      'http.request.method': known,
      'http.route': route === 'unknown' ? undefined : route,
      'http.response.status_code': left === true && status === 200 ? undefined : status,
      'url.scheme': 'http',
      'error.type': failure?.code,
      'stepchain.request_id': requestId,
      'stepchain.outcome': left === true ? 'left' : failure === undefined ? 'ok' : 'failed',
    },
    failed: failure !== undefined && failure.status >= 500,
    children: account.workflow === undefined ? [] : [chainSpan(happened, start, time)],
  }
}

/** OpenTelemetry's list of methods; any other is told as `_OTHER`. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY'])

function chainSpan({ account }: Happened, start: number, end: number): SpanData {
  const { chain, run, workflow, model, ending, failure } = account
  const name = run?.chain ?? chain
  return {
    name: named('invoke_agent', name),
    kind: 'internal',
    start: start + (workflow?.beganMs ?? 0),
    end,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      ...PROVIDER,
      'gen_ai.agent.name': name,
      'gen_ai.agent.version': run?.version ?? undefined,
      'gen_ai.request.model': model?.model,
      ...endingOf(account),
      'error.type': failure?.code,
      'stepchain.usd': ending?.usd ?? undefined,
    },
    failed: failure !== undefined,
    children: [workflowSpan(account, start, end), ...(model === undefined ? [] : [modelSpan(account, model, start, end)])],
  }
}

function workflowSpan({ chain, workflow, run, failure, left }: Account, start: number, end: number): SpanData {
  const error = run === undefined ? failure : undefined
  return {
    name: named('invoke_workflow', run?.chain ?? chain),
    kind: 'client',
    start: start + (workflow?.beganMs ?? 0),
    end: workflow?.endedMs === undefined ? end : start + workflow.endedMs,
    attributes: {
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': run?.chain ?? chain,
      'rpc.system': 'aws-api',
      'rpc.service': 'SFN',
      'rpc.method': 'StartSyncExecution',
      'aws.step_functions.state_machine.arn': workflow?.stateMachineArn,
      'stepchain.execution': workflow?.execution,
      ...Object.fromEntries((run?.experiments ?? []).map(({ name, variant }) => [`stepchain.experiment.${name}`, variant])),
      'stepchain.workflow.input_tokens': run?.tokens.input,
      'stepchain.workflow.output_tokens': run?.tokens.output,
      'error.type': error === undefined ? undefined : errorType(error),
    },
    failed: error !== undefined && left !== true,
    children: [],
  }
}

function modelSpan(account: Account, step: ModelStep, start: number, end: number): SpanData {
  const { firstByteMs, failure, left } = account
  const { model, settings, guardrail, messagesCut, beganMs, endedMs } = step
  return {
    name: `chat ${model}`,
    kind: 'client',
    start: start + beganMs,
    end: endedMs === undefined ? end : start + endedMs,
    attributes: {
      'gen_ai.operation.name': 'chat',
      ...PROVIDER,
      'gen_ai.request.model': model,
      'gen_ai.response.model': firstByteMs === undefined ? undefined : model,
      'gen_ai.request.stream': true,
      'gen_ai.request.max_tokens': settings.maxTokens,
      'gen_ai.request.temperature': settings.temperature,
      'gen_ai.request.top_p': settings.topP,
      'gen_ai.request.top_k': settings.topK,
      'aws.bedrock.guardrail.id': guardrail?.id,
      ...endingOf(account),
      'gen_ai.response.time_to_first_chunk': firstByteMs === undefined ? undefined : (firstByteMs - beganMs) / 1000,
      'stepchain.messages_cut': messagesCut === 0 ? undefined : messagesCut,
      'error.type': failure === undefined ? undefined : errorType(failure),
    },
    failed: failure !== undefined && left !== true,
    children: [],
  }
}

/** The older name of the provider is still what some tools look for. */
const PROVIDER: Attributes = { 'gen_ai.provider.name': 'aws.bedrock', 'gen_ai.system': 'aws.bedrock' }

/** Bedrock counts cached tokens apart, OpenTelemetry among the input. */
function endingOf({ ending }: Account): Attributes {
  if (ending === undefined || ending.usage === null) return {}
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = ending.usage
  return {
    'gen_ai.response.finish_reasons': [ending.stopReason],
    'gen_ai.usage.input_tokens': inputTokens + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0),
    'gen_ai.usage.output_tokens': outputTokens,
    'gen_ai.usage.cache_read.input_tokens': cacheReadTokens,
    'gen_ai.usage.cache_creation.input_tokens': cacheWriteTokens,
  }
}

const named = (operation: string, name: string | undefined) => (name === undefined ? operation : `${operation} ${name}`)

/** The name that the service itself has for it, where it gave one. */
const errorType = ({ code, cause }: Failure) => (cause instanceof Error && cause.name !== 'Error' ? cause.name : code)
