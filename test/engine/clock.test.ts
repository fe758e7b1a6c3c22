/** The clock that moves only when everything waits. */
import { describe, expect, it } from 'vitest'
import { systemClock, virtualClock } from '../../runtime/engine/index.ts'

describe('the virtual clock', () => {
  it('wakes sleepers by time, then by who slept first, and moves to each', async () => {
    const clock = virtualClock(1000)
    const woken: unknown[] = []
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms)
      woken.push([name, clock.now()])
    }
    await Promise.all([sleep('late', 50), sleep('first', 10), sleep('second', 10), sleep('now', 0)])
    expect(woken).toEqual([
      ['now', 1000],
      ['first', 1010],
      ['second', 1010],
      ['late', 1050],
    ])
  })
  it('costs no real time', async () => {
    const clock = virtualClock()
    const began = performance.now()
    await clock.sleep(365 * 24 * 3_600_000)
    expect([clock.now(), performance.now() - began < 1000]).toEqual([365 * 24 * 3_600_000, true])
  })
  it('stands still while somebody computes', async () => {
    const clock = virtualClock()
    clock.hold?.()
    let isAwake = false
    const sleeping = clock.sleep(5).then(() => (isAwake = true))
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    const before = isAwake
    clock.release?.()
    await sleeping
    expect([before, isAwake, clock.now()]).toEqual([false, true, 5])
  })
  it('lets a sleeper be called off, and forgets it', async () => {
    const clock = virtualClock()
    const caller = new AbortController()
    const called = clock.sleep(10, caller.signal).catch((error: unknown) => (error as Error).message)
    caller.abort(new Error('never mind'))
    await clock.sleep(20)
    const already = await clock.sleep(1, caller.signal).catch((error: unknown) => (error as Error).message)
    expect([await called, already, clock.now()]).toEqual(['never mind', 'never mind', 20])
  })
})

describe('the system clock', () => {
  it('sleeps, and can be called off', async () => {
    const caller = new AbortController()
    await systemClock.sleep(1, caller.signal)
    const called = systemClock.sleep(60_000, caller.signal).catch((error: unknown) => (error as Error).message)
    caller.abort(new Error('never mind'))
    expect(await called).toBe('never mind')
  })
})
