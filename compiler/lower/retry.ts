/** How tasks are retried. */
import type { Retrier } from '../asl.ts'
import { TRANSIENT_MODEL_ERRORS } from '../error-names.ts'
import type { BedrockTask, ServiceTask } from '../tree.ts'

export interface Tries {
  /** Tries in all, the first included. */
  readonly attempts: number
  /** Seconds one of them may take. */
  readonly timeout: number
}

/** How often and how long each task is tried. */
export interface Effort {
  readonly of: (task: BedrockTask | ServiceTask) => Tries
}

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

/** What of a model call is tried again, besides what is transient. */
export interface AlsoRetried {
  /** The answer is parsed and checked in the state: a model that answered something else is asked again. */
  readonly wrongAnswer: boolean
  readonly timeout: boolean
}

export const modelRetry = (attempts: number, { wrongAnswer, timeout }: AlsoRetried): Retrying =>
  attempts > 1
    ? {
        Retry: [
          retrier(
            [
              ...TRANSIENT_MODEL_ERRORS,
              ...(timeout ? ['States.Timeout'] : []),
              ...(wrongAnswer ? ['States.QueryEvaluationError'] : []),
            ],
            attempts,
          ),
        ],
      }
    : {}

export const serviceRetry = (attempts: number, transient: readonly string[]): Retrying =>
  attempts > 1 ? { Retry: [retrier([...transient, 'States.Timeout'], attempts)] } : {}

/** Seconds that `attempts` tries of `timeout` seconds and the waits between them take at most. */
export function worstSeconds(attempts: number, timeout: number): number {
  let seconds = attempts * timeout
  for (let wait = 0; wait < attempts - 1; wait++) seconds += Math.min(FIRST_DELAY * 2 ** wait, MAX_DELAY)
  return seconds
}
