/** Tells of each request, once, how it went: a line in the log, and its spans where it gets any. */
import type { Request, Response } from 'express'
import type { Dependencies } from '../dependencies.ts'
import type { Exchange } from '../exchange.ts'
import { beforeEnd } from './before-end.ts'
import { logLine } from './log-line.ts'
import type { Happened } from './log-line.ts'
import { spansOf } from './spans.ts'

type Telling = Pick<Dependencies, 'settings' | 'sources' | 'log' | 'tracing' | 'pages'>

/** Call when the request comes. */
export function reporter({ settings, sources, log, tracing, pages = [] }: Telling) {
  // Whoever checks every few seconds whether this is alive is not worth a line each time, nor is what a page asks for.
  const quiet = new Set(['/healthz', '/ping', ...pages.map(({ path }) => path)])
  const options = { metricsNamespace: settings.metricsNamespace, details: settings.logDetails, sources }
  return (request: Request, response: Response, exchange: Exchange) => {
    let told = false
    const tell = () => {
      if (told) return
      told = true
      const happened = happenedTo(request, response, exchange)
      if (quiet.has(happened.route) && happened.status === 200) return
      log(logLine(happened, options))
      exchange.trace?.end(spansOf(happened))
    }
    response.once('close', tell)
    if (settings.inLambda && tracing !== undefined)
      beforeEnd(response, () => {
        tell()
        return tracing.flush()
      })
  }
}

function happenedTo(
  { method, route }: Request,
  { statusCode }: Response,
  { requestId, traceHeader, caller, account, began, elapsed }: Exchange,
): Happened {
  const ms = elapsed()
  return {
    time: began + ms,
    requestId,
    traceHeader,
    method,
    // As the routes have it, so that no name a caller made up becomes one of a metric.
    route: (route as { path?: string } | undefined)?.path ?? 'unknown',
    status: statusCode,
    ms,
    caller,
    account,
  }
}
