/** What callers call. The choices that are checked are `url`, `cloudfront` and `api`; each knows which auth fits it. */

export interface FrontDoor {
  /** With a slash at its end. */
  readonly endpoint: string
  /** The service that a caller signs requests for; undefined where tokens or keys are sent instead. */
  readonly signedAs: 'lambda' | 'execute-api' | undefined
}
