/** A clock that stands still until a test moves it. */
import type { Clock } from '../../../runtime/clock.ts'

export function stoppedClock(start = 1_700_000_000_000): Clock & { pass(ms: number): void } {
  let now = start
  const timers = new Set<{ at: number; callback: () => void }>()
  return {
    now: () => now,
    after: (ms, callback) => {
      const timer = { at: now + ms, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    pass: (ms) => {
      const until = now + ms
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        timers.delete(due)
        now = due.at
        due.callback()
      }
      now = until
    },
  }
}
