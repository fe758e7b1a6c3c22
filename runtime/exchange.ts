/** One request and its answer: its id, the signal that ends it early, and what is noted of it for the log. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from './account.ts'
import type { Clock } from './clock.ts'
import { CallerLeft, deadlinePassed } from './failure.ts'
import type { Trace, Tracing } from './telemetry/tracing.ts'

export interface Exchange {
  readonly requestId: string
  /** X-Ray's header, passed on to the workflow. */
  readonly traceHeader: string | undefined
  /** The request's spans, where it gets any. */
  readonly trace: Trace | undefined
  /** Aborted when the caller leaves, with `CallerLeft`, and when time is up, with a `Failure`. */
  readonly signal: AbortSignal
  readonly account: Account
  /** When the request came, in milliseconds since 1970, and how many milliseconds ago that is. */
  readonly began: number
  readonly elapsed: () => number
  /** Who calls, once that has been verified. */
  caller: string | undefined
}

export interface ExchangeOptions {
  readonly clock: Clock
  readonly newId: () => string
  readonly timeoutMs: number
  readonly inLambda: boolean
  readonly tracing: Tracing | undefined
}

/** The answer to a failure has to leave before the platform cuts the connection. */
const MARGIN_MS = 1000

export function beginExchange(request: IncomingMessage, response: ServerResponse, options: ExchangeOptions): Exchange {
  const { clock, newId, tracing } = options
  const began = clock.now()
  const account: Account = {}
  const controller = new AbortController()
  const cancel = clock.after(timeLeft(request, options), () => controller.abort(deadlinePassed()))
  response.once('close', () => {
    cancel()
    if (response.writableFinished) return
    // Where the answer failed it is us who broke the connection.
    if (account.failure === undefined) account.left = true
    controller.abort(new CallerLeft())
  })
  const requestId = cleanId(headerOf(request, 'x-request-id')) ?? newId()
  response.setHeader('x-request-id', requestId)
  const trace = tracing?.begin(request.headers, request.method ?? '', began)
  return {
    requestId,
    traceHeader: trace?.header ?? traceHeaderOf(request),
    trace,
    signal: controller.signal,
    account,
    began,
    elapsed: () => clock.now() - began,
    caller: undefined,
  }
}

export const headerOf = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** An id becomes an execution's name, so only what is allowed there is taken from a caller. */
const cleanId = (text: string | undefined) => (text !== undefined && /^[A-Za-z0-9_-]{8,64}$/.test(text) ? text : undefined)

function traceHeaderOf(request: IncomingMessage) {
  const text = headerOf(request, 'x-amzn-trace-id')
  return text !== undefined && /^[\x20-\x7e]{1,256}$/.test(text) ? text : undefined
}

/** In Lambda the adapter says when the platform will cut; elsewhere anybody could have written that header. */
function timeLeft(request: IncomingMessage, { clock, timeoutMs, inLambda }: ExchangeOptions): number {
  const context = inLambda ? headerOf(request, 'x-amzn-lambda-context') : undefined
  if (context === undefined) return timeoutMs
  try {
    const deadline = Number((JSON.parse(context) as { deadline_ms?: unknown }).deadline_ms)
    return Number.isFinite(deadline) ? Math.max(0, Math.min(timeoutMs, deadline - clock.now() - MARGIN_MS)) : timeoutMs
  } catch {
    return timeoutMs
  }
}
