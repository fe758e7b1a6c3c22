/** An error as AWS has it: a name, the HTTP status its service model gives that name, and a message. */

/** HTTP status per error name of the Bedrock services (their models' `httpStatusCode`); Step Functions answers 400 to what a caller did wrong. */
const STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  BadGatewayException: 502,
  ConflictException: 409,
  DependencyFailedException: 424,
  InternalFailure: 500,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelStreamErrorException: 424,
  ModelTimeoutException: 408,
  RequestEntityTooLargeException: 413,
  ResourceNotFoundException: 404,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
}

export class AwsError extends Error {
  /** As AWS names it: `ThrottlingException`, `InvalidArn` … */
  readonly error: string
  readonly status: number
  /** Further members of the error's shape, such as `reason`. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(
    error: string,
    message: string,
    more: { status?: number; members?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause })
    this.name = 'AwsError'
    this.error = error
    this.status = more.status ?? STATUS[error] ?? 400
    this.members = more.members ?? {}
  }
}

export const validationException = (message: string): AwsError => new AwsError('ValidationException', message)
export const serializationException = (message: string): AwsError => new AwsError('SerializationException', message)
export const resourceNotFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message)

/** What an error of our own making becomes on the wire: its stack stays in the log. */
export const asAwsError = (error: unknown): AwsError =>
  error instanceof AwsError
    ? error
    : new AwsError('InternalServerException', 'Local AWS failed while it answered this call; its log says where.', {
        cause: error,
      })
