/** Slows a model down to so many milliseconds a piece, as a real one is. */
import type { Model } from './model.ts'

export const paced = (model: Model, ms: number, sleep: (ms: number, signal: AbortSignal) => Promise<void>): Model =>
  ms <= 0
    ? model
    : async function* slow(request, signal) {
        for await (const event of model(request, signal)) {
          if (event.kind !== 'end') await sleep(ms, signal)
          yield event
        }
      }
