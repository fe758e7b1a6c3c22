/**
 * One line of JSON for a request: what was asked of what, how long each part took, what it cost and how it ended. It
 * holds no prompt, no answer and no parameter. CloudWatch reads its metrics out of the same line (embedded metric format).
 */
import type { Account } from '../account.ts'
import type { Sources } from '../built.ts'
import type { Failure } from '../failure.ts'

export interface Happened {
  readonly time: number
  readonly requestId: string
  readonly traceHeader: string | undefined
  readonly method: string
  /** The address as the routes have it, so that no name a caller made up becomes one of a metric. */
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly caller: string | undefined
  readonly account: Account
}

export interface LogOptions {
  readonly metricsNamespace: string
  /** Log what other services said, which may quote prompts and data. */
  readonly details: boolean
  /** Where the states of each chain were written. */
  readonly sources: Sources
}

export function logLine(happened: Happened, options: LogOptions): string {
  const { account, requestId, method, route, status, ms } = happened
  const { run, ending, failure, left } = account
  const outcome = left === true ? 'left' : failure !== undefined ? 'failed' : 'ok'
  const answer = ending?.usage ?? undefined
  return JSON.stringify({
    time: new Date(happened.time).toISOString(),
    level: failure !== undefined && failure.status >= 500 ? 'ERROR' : 'INFO',
    message: `${method} ${route} ${left === true ? 'caller left' : status} ${ms} ms`,
    request_id: requestId,
    trace: happened.traceHeader,
    caller: happened.caller,
    method,
    route,
    status,
    outcome,
    chain: account.chain,
    version: run?.version ?? undefined,
    execution: run?.execution,
    model: account.model?.model,
    experiments: run === undefined || run.experiments.length === 0 ? undefined : run.experiments,
    messages_cut: (account.model?.messagesCut ?? 0) === 0 ? undefined : account.model?.messagesCut,
    stop_reason: ending?.stopReason,
    error: failure === undefined ? undefined : errorOf(failure, options.details, options.sources[account.chain ?? ''] ?? {}),
    TotalTime: ms,
    WorkflowTime: run === undefined ? undefined : workflowTime(account),
    TimeToFirstByte: account.firstByteMs,
    WorkflowInputTokens: run?.tokens.input,
    WorkflowOutputTokens: run?.tokens.output,
    InputTokens: answer?.inputTokens,
    OutputTokens: answer?.outputTokens,
    CostUSD: ending?.usd ?? undefined,
    Errors: failure !== undefined && failure.status >= 500 ? 1 : 0,
    Aborts: left === true ? 1 : 0,
    ...(account.chain === undefined || options.metricsNamespace === ''
      ? {}
      : embeddedMetrics(happened, options.metricsNamespace)),
  })
}

const workflowTime = ({ workflow }: Account) =>
  workflow?.endedMs === undefined ? undefined : workflow.endedMs - workflow.beganMs

const METRICS = [
  ['TotalTime', 'Milliseconds'],
  ['WorkflowTime', 'Milliseconds'],
  ['TimeToFirstByte', 'Milliseconds'],
  ['WorkflowInputTokens', 'Count'],
  ['WorkflowOutputTokens', 'Count'],
  ['InputTokens', 'Count'],
  ['OutputTokens', 'Count'],
  ['CostUSD', 'None'],
  ['Errors', 'Count'],
  ['Aborts', 'Count'],
] as const

/** By chain, by chain and model, and by chain and variant of each experiment; every dimension is a member of the line. */
function embeddedMetrics({ time, account }: Happened, namespace: string) {
  const variants = Object.fromEntries(
    (account.run?.experiments ?? []).map(({ name, variant }) => [`experiment_${name}`, variant]),
  )
  return {
    ...variants,
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [
            ['chain'],
            ...(account.model === undefined ? [] : [['chain', 'model']]),
            ...Object.keys(variants).map((name) => ['chain', name]),
          ],
          Metrics: METRICS.map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
  }
}

/** Names and numbers of what went wrong; its words only when they are asked for. */
function errorOf({ status, code, message, cause, stack }: Failure, details: boolean, places: Readonly<Record<string, string>>) {
  const said = isObject(cause) ? cause : {}
  const metadata = isObject(said.$metadata) ? said.$metadata : {}
  const text = typeof said.cause === 'string' ? said.cause : undefined
  const state = text === undefined ? undefined : /executing the state '([^']*)'/.exec(text)?.[1]
  return {
    code,
    name: cause instanceof Error ? cause.name : typeof said.error === 'string' ? said.error : undefined,
    upstream_status: metadata.httpStatusCode,
    upstream_request_id: metadata.requestId,
    execution: typeof said.executionArn === 'string' ? said.executionArn : undefined,
    state,
    source: state === undefined ? undefined : places[state],
    // A defect of ours is told with its place; its message might quote a request.
    at:
      code === 'internal' && cause instanceof Error
        ? cause.stack
            ?.split('\n')
            .filter((line) => line.startsWith('    at '))
            .slice(0, 6)
        : undefined,
    details: details
      ? (text ?? (cause instanceof Error ? cause.message : (said.errors ?? (status < 500 ? message : stack))))
      : undefined,
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
