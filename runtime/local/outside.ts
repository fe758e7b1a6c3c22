/** Work outside this process, such as reading a file: a clock that jumps when everything waits must not jump over it. */
import type { Clock } from '../engine/index.ts'
import type { Folder } from './knowledge/folder.ts'
import type { Model } from './model/model.ts'

export async function outside<Result>(clock: Clock, work: () => Promise<Result>): Promise<Result> {
  clock.hold?.()
  try {
    return await work()
  } finally {
    clock.release?.()
  }
}

export const outsideFolder = (folder: Folder, clock: Clock): Folder => ({
  search: (query, most, fits) => outside(clock, () => folder.search(query, most, fits)),
})

export const outsideModel = (model: Model, clock: Clock): Model =>
  async function* held(request, signal) {
    const events = model(request, signal)[Symbol.asyncIterator]()
    try {
      for (;;) {
        const next = await outside(clock, () => events.next())
        if (next.done) return
        yield next.value
      }
    } finally {
      await events.return?.()
    }
  }
