/**
 * What can go wrong for a caller, worded once. A message here is written for the caller: it never holds content of a
 * request, a name of a resource or another service's words. Those stay in `cause`, for the log.
 */

/** A failure with the status and the code that a caller is told. */
export class Failure extends Error {
  readonly status: number
  readonly code: string
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined
  /** The field of the request at fault, as the caller wrote it. */
  readonly field: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, more: FailureDetails = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Failure'
    this.status = status
    this.code = code
    this.retryAfter = more.retryAfter
    this.field = more.field
    this.headers = more.headers ?? {}
  }
}

interface FailureDetails {
  readonly cause?: unknown
  readonly retryAfter?: number
  readonly field?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The caller closed the connection; nobody is there to be told. */
export class CallerLeft extends Error {
  constructor() {
    super('the caller closed the connection')
    this.name = 'CallerLeft'
  }
}

// ---- the request

export const notFound = () =>
  new Failure(404, 'not_found', 'There is nothing at this address. GET /openapi.json lists what there is.')
export const badAddress = (cause: unknown) => new Failure(400, 'invalid_request', 'The address is not well encoded.', { cause })
export const unknownChain = (served: readonly string[]) =>
  new Failure(404, 'chain_not_found', `There is no chain of this name. Chains served here: ${served.join(', ') || 'none'}.`)
export const methodNotAllowed = (allowed: string) =>
  new Failure(405, 'method_not_allowed', `This address takes ${allowed} only.`, { headers: { allow: allowed } })
export const notAcceptable = (offered: string) =>
  new Failure(406, 'not_acceptable', `This address answers ${offered}; the accept header allows none of these.`)
export const notJsonType = () =>
  new Failure(415, 'unsupported_media_type', 'The body must be JSON: send it with "content-type: application/json".')
export const encodedBody = () =>
  new Failure(415, 'unsupported_media_type', 'The body must be plain UTF-8: leave out content-encoding and any other charset.')
export const bodyTooLarge = (limit: number) =>
  new Failure(413, 'request_too_large', `The body is larger than ${limit} bytes. Send fewer or shorter messages.`, {
    headers: { connection: 'close' },
  })
export const bodyCutShort = (cause: unknown) =>
  new Failure(400, 'invalid_request', 'The body ended before it was complete.', { cause })
export const notUtf8 = () => new Failure(400, 'invalid_json', 'The body is not valid UTF-8.')
export const notJson = (cause: unknown) => new Failure(400, 'invalid_json', 'The body is not valid JSON.', { cause })
export const invalidField = (field: string, message: string) =>
  new Failure(422, 'invalid_request', field === '' ? `The body ${message}.` : `${field} ${message}.`, { field })
export const notAllowed = (field: string, remedy: string) =>
  new Failure(422, 'not_allowed', `${field} is the chain's own to choose. ${remedy}`, { field })
export const workflowInputTooLarge = (bytes: number, limit: number) =>
  new Failure(
    413,
    'workflow_input_too_large',
    `What the workflow reads of this request is ${bytes} bytes of JSON; ${limit} are the most that it takes. Send a shorter history or smaller params.`,
  )

// ---- access

export const unauthorized = (message: string, cause?: unknown) =>
  new Failure(401, 'unauthorized', message, { cause, headers: { 'www-authenticate': 'Bearer' } })

export const accessUnavailable = (cause: unknown) =>
  new Failure(503, 'access_unavailable', 'Callers cannot be checked for the moment. Try again shortly.', { cause, retryAfter: 5 })

// ---- the workflow

export const workflowFailed = (cause: unknown) => new Failure(502, 'workflow_failed', 'The workflow failed.', { cause })
export const workflowTimedOut = (cause?: unknown) =>
  new Failure(504, 'workflow_timed_out', 'The workflow did not finish in time.', { cause })
export const workflowBusy = (cause: unknown) =>
  new Failure(503, 'workflow_busy', 'Too many workflows are being started. Try again shortly.', { cause, retryAfter: 2 })
export const workflowUnavailable = (cause: unknown) =>
  new Failure(502, 'workflow_unavailable', 'The workflow could not be run.', { cause })
export const brokenContract = (cause: unknown) =>
  new Failure(502, 'workflow_broke_contract', 'The workflow answered in a form that this API does not know.', { cause })

// ---- the final model

export const modelBusy = (cause: unknown) =>
  new Failure(503, 'model_busy', 'The model takes no more requests for the moment. Try again shortly.', { cause, retryAfter: 5 })
export const modelUnavailable = (cause: unknown) =>
  new Failure(502, 'model_unavailable', 'The model could not be called.', { cause })
export const modelRefused = (cause: unknown) =>
  new Failure(502, 'model_refused', 'The model does not accept this request.', { cause })
export const inputTooLong = (cause: unknown) =>
  new Failure(422, 'input_too_long', 'The conversation is too long for the model. Send a shorter history.', { cause })
export const modelFailed = (cause: unknown) =>
  new Failure(502, 'model_failed', 'The model failed before its answer was complete.', { cause })
export const modelTimedOut = (cause?: unknown) =>
  new Failure(504, 'model_timed_out', 'The model did not answer in time.', { cause })

// ---- local AWS, for the playground

export const localAwsUnavailable = (cause: unknown) =>
  new Failure(502, 'local_aws_unavailable', 'Local AWS does not answer. Start it again: npm start.', { cause })

// ---- ours

export const deadlinePassed = () =>
  new Failure(504, 'deadline_exceeded', 'The answer was not complete in the time this endpoint has.')
export const internal = (cause: unknown) => new Failure(500, 'internal', 'This server failed.', { cause })

/** What a caller may be told of any error: itself if it was made for a caller, else that this server failed. */
export const asFailure = (error: unknown): Failure => (error instanceof Failure ? error : internal(error))
