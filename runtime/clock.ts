/** Time as the runtime needs it, passed in so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls back once after so many milliseconds; the result cancels that. */
  after(ms: number, callback: () => void): () => void
}

// setTimeout counts in 32 bits; a longer time would fire at once.
const LONGEST = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Waits, or ends early when the signal is aborted. */
export const pause = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    const left = () => {
      cancel()
      reject(signal.reason as Error)
    }
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', left)
      resolve()
    })
    signal.addEventListener('abort', left, { once: true })
  })

/** Waits for the work, but not longer than so many milliseconds; how it ends does not matter. */
export async function atMost(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let cancel = () => {}
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve)
  })
  await Promise.race([work.catch(() => {}), late])
  cancel()
}
