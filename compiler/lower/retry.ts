/** How tasks are retried, and which error names that covers. */
import type { Retrier } from '../asl.ts'

/** Bedrock errors worth another try: throttling, a model that is not there yet, and faults on the service's side. */
const TRANSIENT = [
  'ThrottlingException',
  'ModelNotReadyException',
  'ServiceUnavailableException',
  'InternalServerException',
  'ModelTimeoutException',
] as const

/**
 * AWS documents the prefix of Bedrock's error names inconsistently: the naming rule of SDK integrations gives
 * `BedrockRuntime.`, the optimized integration is seen with `Bedrock.` and without one. All are listed; an unknown one is harmless.
 */
const BEDROCK_PREFIXES = ['', 'Bedrock.', 'BedrockRuntime.'] as const

const MODEL_ERRORS = [
  ...TRANSIENT.flatMap((name) => BEDROCK_PREFIXES.map((prefix) => `${prefix}${name}`)),
  'BedrockRuntime.SdkClientException',
  'States.Timeout',
]

/** Seconds: exponential back-off from 1 s with full jitter, never more than 8 s. */
export const FIRST_DELAY = 1
export const MAX_DELAY = 8

const retrier = (errors: readonly string[], attempts: number): Retrier => ({
  ErrorEquals: errors,
  IntervalSeconds: FIRST_DELAY,
  BackoffRate: 2,
  MaxAttempts: attempts - 1,
  MaxDelaySeconds: MAX_DELAY,
  JitterStrategy: 'FULL',
})

type Retrying = { readonly Retry?: readonly Retrier[] }

/**
 * @param attempts tries in all, the first included
 * @param checked the answer is parsed and checked in the state: a model that answered something else is asked again
 */
export const modelRetry = (attempts: number, checked: boolean): Retrying =>
  attempts > 1 ? { Retry: [retrier(checked ? [...MODEL_ERRORS, 'States.QueryEvaluationError'] : MODEL_ERRORS, attempts)] } : {}

export const serviceRetry = (attempts: number, transient: readonly string[]): Retrying =>
  attempts > 1 ? { Retry: [retrier([...transient, 'States.Timeout'], attempts)] } : {}

/** Seconds that `attempts` tries of `timeout` seconds and the waits between them take at most. */
export function worstSeconds(attempts: number, timeout: number): number {
  let seconds = attempts * timeout
  for (let wait = 0; wait < attempts - 1; wait++) seconds += Math.min(FIRST_DELAY * 2 ** wait, MAX_DELAY)
  return seconds
}
