/** Writes whole JSON answers, good ones and failures. */
import type { ServerResponse } from 'node:http'
import type { Failure } from '../failure.ts'
import type { FailureForm } from './reply.ts'

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

export function sendFailure(response: ServerResponse, failure: Failure, requestId: string, form: FailureForm) {
  const retry = failure.retryAfter === undefined ? {} : { 'retry-after': String(failure.retryAfter) }
  sendJson(response, form.status(failure), form.body(failure, requestId), {
    ...failure.headers,
    ...form.headers(failure),
    ...retry,
  })
}
