/** What the SDK's errors mean, as far as anything here depends on it. */

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

export const isThrottle = (error: unknown): boolean =>
  /Throttl|TooManyRequests|LimitExceeded|ModelNotReady|ServiceUnavailable/i.test(nameOf(error))
// The SDK calls a reset connection a timeout, too.
export const isReset = (error: unknown): boolean => ['ECONNRESET', 'EPIPE'].includes(codeOf(error))
export const isTimeout = (error: unknown): boolean => /Timeout/.test(nameOf(error)) && !isReset(error)
/** No connection came about, so nothing was sent. */
export const isUnreachable = (error: unknown): boolean => ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(codeOf(error))
export const isServerError = (error: unknown): boolean => {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return ($metadata?.httpStatusCode ?? 0) >= 500
}
