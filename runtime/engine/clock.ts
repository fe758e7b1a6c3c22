/** Where the engine gets time from: the system's clock, or one whose time passes only when everything waits. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves `ms` later; rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Said by one who computes, or waits for something outside of this clock: until `release`, time has no reason to move. */
  hold?(): void
  release?(): void
}

/** The longest delay that Node's timers take. */
const LONGEST = 2 ** 31 - 1

export const systemClock: Clock = {
  now: Date.now,
  async sleep(ms, signal) {
    for (let left = Math.max(0, ms); ; left -= LONGEST) {
      await systemSleep(Math.min(left, LONGEST), signal)
      if (left <= LONGEST) return
    }
  },
}

const systemSleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', abort, { once: true })
  })

interface Sleeper {
  readonly at: number
  wake(): void
}

/**
 * A clock that stands still while anything computes and jumps to the next wake-up when everything waits. Sleepers wake one by
 * one, by time, then by who slept first; what waits for something outside the clock counts as waiting.
 */
export function virtualClock(start = 0): Clock {
  let now = start
  let held = 0
  let scheduled = false
  /** In order of waking. */
  const sleepers: Sleeper[] = []

  const schedule = (): void => {
    if (scheduled || held > 0 || sleepers.length === 0) return
    scheduled = true
    // After every promise that can settle by itself has settled.
    setImmediate(() => {
      scheduled = false
      if (held > 0) return
      const next = sleepers.shift()
      if (!next) return
      now = Math.max(now, next.at)
      next.wake()
      schedule()
    })
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const abort = (): void => {
          sleepers.splice(sleepers.indexOf(sleeper), 1)
          reject(signal?.reason as Error)
        }
        const sleeper: Sleeper = {
          at: now + Math.max(0, ms),
          wake() {
            signal?.removeEventListener('abort', abort)
            resolve()
          },
        }
        const after = sleepers.findLastIndex((other) => other.at <= sleeper.at)
        sleepers.splice(after + 1, 0, sleeper)
        signal?.addEventListener('abort', abort, { once: true })
        schedule()
      }),
    hold() {
      held += 1
    },
    release() {
      held -= 1
      schedule()
    },
  }
}
