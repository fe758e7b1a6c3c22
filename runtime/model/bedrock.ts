/** Streams the final answer from Bedrock, by either of its streaming APIs. */
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { isReset, isServerError, isThrottle, isTimeout, isUnreachable, nameOf } from '../aws-errors.ts'
import type { Clock } from '../clock.ts'
import {
  CallerLeft,
  Failure,
  inputTooLong,
  modelBusy,
  modelFailed,
  modelRefused,
  modelTimedOut,
  modelUnavailable,
} from '../failure.ts'
import type { Emit, Model, ModelCall } from '../model.ts'
import { retrying } from '../retry.ts'
import { anthropicStream } from './anthropic.ts'
import { converseStream } from './converse.ts'

/** Opens the stream; the result reads it to its end and says whether the model said that this was the end. */
export type OpenStream = (client: BedrockRuntimeClient, call: ModelCall, signal: AbortSignal) => Promise<ReadStream>
export type ReadStream = (emit: Emit) => Promise<{ readonly complete: boolean }>

export function bedrockModel(
  client: BedrockRuntimeClient,
  idleMs: number,
  clock: Clock,
  random: () => number,
  prepare: () => void,
): Model {
  return {
    prepare,
    stream: async (call, emit, signal) => {
      const ours = new AbortController()
      const passOn = () => ours.abort(signal.reason)
      signal.throwIfAborted()
      signal.addEventListener('abort', passOn, { once: true })
      const silence = watchSilence(clock, idleMs, () => ours.abort(modelTimedOut(new Error(`no event for ${idleMs} ms`))))
      let opened = false
      let finished = false
      try {
        const open = call.form === 'anthropic' ? anthropicStream : converseStream
        const attempt = () => {
          silence.heard()
          return open(client, call, ours.signal)
        }
        const read = await retrying(attempt, mayPass, { clock, random, signal: ours.signal })
        opened = true
        const { complete } = await read((event) => {
          const wait = emit(event)
          silence.heard()
          return wait === undefined ? undefined : silence.paused(wait)
        })
        // Over HTTP/2 an abort ends the stream as if it were complete, and a cut stream may end cleanly: only the model's own
        // last event tells.
        ours.signal.throwIfAborted()
        if (!complete) throw modelFailed(new Error('the stream ended without a stop event'))
        finished = true
      } catch (error) {
        // An abort shows as whatever the socket made of it; why it was aborted is what counts.
        if (ours.signal.aborted) throw ours.signal.reason as Error
        throw error instanceof Failure || error instanceof CallerLeft ? error : failureOf(error, opened)
      } finally {
        silence.end()
        signal.removeEventListener('abort', passOn)
        // Leaving the loop does not close the upstream connection; this does.
        if (!finished) ours.abort()
      }
    },
  }
}

/** Calls back once nothing has been heard for so long; the time a slow reader takes does not count. */
function watchSilence(clock: Clock, idleMs: number, onSilence: () => void) {
  let last = clock.now()
  let waiting = 0
  let cancel = () => {}
  const look = () => {
    const left = waiting > 0 ? idleMs : last + idleMs - clock.now()
    if (left <= 0) onSilence()
    else cancel = clock.after(left, look)
  }
  cancel = clock.after(idleMs, look)
  return {
    heard: () => {
      last = clock.now()
    },
    paused: async (wait: Promise<void>) => {
      waiting++
      try {
        await wait
      } finally {
        waiting--
        last = clock.now()
      }
    },
    end: () => cancel(),
  }
}

/** Opening the stream may be repeated: an answer of which nothing has come is worth nothing to anybody. */
const mayPass = (error: unknown) => isThrottle(error) || isServerError(error) || isReset(error) || isUnreachable(error)

function failureOf(error: unknown, opened: boolean): Failure {
  if (isThrottle(error) || /QuotaExceeded/.test(nameOf(error))) return modelBusy(error)
  if (isTimeout(error)) return modelTimedOut(error)
  if (/Validation/.test(nameOf(error))) return TOO_LONG.test((error as Error).message) ? inputTooLong(error) : modelRefused(error)
  return opened ? modelFailed(error) : modelUnavailable(error)
}

const TOO_LONG = /too long|too many (input )?tokens|context (window|length)|maximum.*tokens/i
