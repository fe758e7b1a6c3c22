/**
 * Tries a call to AWS again, a few times and with full jitter. Ours and not the SDK's, because what may be repeated differs
 * by call, a caller who leaves ends the wait, and the silence of a model is counted per attempt.
 */
import type { Clock } from './clock.ts'
import { pause } from './clock.ts'

export interface Retrying {
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
}

const ATTEMPTS = 3
const FIRST_DELAY_MS = 400

/** Resolves with the first good attempt; rejects with the last error, or the first that `again` refuses to repeat. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  again: (error: unknown) => boolean,
  { clock, random, signal }: Retrying,
): Promise<T> {
  for (let made = 1; ; made++) {
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      if (made === ATTEMPTS || !again(error)) throw error
    }
    await pause(clock, random() * FIRST_DELAY_MS * 2 ** (made - 1), signal)
  }
}
