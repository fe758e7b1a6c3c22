/** Writes whole JSON answers, good ones and failures. */
import type { ServerResponse } from 'node:http'
import type { Failure } from '../failure.ts'
import type { FailureBody } from './reply.ts'

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
  response.end(text)
}

export function sendFailure(response: ServerResponse, failure: Failure, requestId: string, body: FailureBody) {
  const retry = failure.retryAfter === undefined ? {} : { 'retry-after': String(failure.retryAfter) }
  // Part of the request may still be on its way; Node reads it to its end only on a connection it keeps.
  sendJson(response, failure.status, body(failure, requestId), { ...failure.headers, ...retry })
}
