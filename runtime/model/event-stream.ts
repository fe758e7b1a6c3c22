/**
 * A model's stream as Bedrock sends it. The SDK would pass every event through half a dozen async iterators; here the SDK signs and
 * sends, and hands over the bytes of the answer: what one read brings is decoded at once, and goes out in one write.
 */
import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime'
import { frameDecoder } from './frames.ts'
import type { Frame } from './frames.ts'

/** Takes an event and its payload; a promise means "wait, the reader is slow". */
export type TakeEvent = (type: string, payload: Buffer) => void | Promise<void>

/** In place of the SDK's own reader of event streams. */
export const bytesOfStreams = (() => ({
  // The SDK looks at the first event, in case it is a response; where there seems to be none it returns the stream as it is.
  deserialize: (body: Readable) => ({
    body,
    [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true as const, value: undefined }) }),
  }),
  serialize: () => {
    throw new TypeError('This runtime sends no event streams.')
  },
})) satisfies BedrockRuntimeClientConfig['eventStreamSerdeProvider']

/** An error that the service sent in place of an event, by the name the service has for it. */
class StreamError extends Error {
  constructor({ type, payload }: Frame) {
    const said = messageOf(payload)
    super(said)
    this.name = type.charAt(0).toUpperCase() + type.slice(1)
  }
}

function messageOf(payload: Buffer): string {
  try {
    const { message } = JSON.parse(payload.toString()) as { readonly message?: unknown }
    return String(message)
  } catch {
    return ''
  }
}

export interface OpenedStream {
  /** Passes every event on; resolves at the end of the stream. */
  read(take: TakeEvent): Promise<void>
}

/** Resolves when the first event is there. Rejects where an error comes in its place, and so does reading where one comes later. */
export function openStream(stream: unknown): Promise<OpenedStream> {
  const { body } = stream as { readonly body: Readable }
  const decoder = frameDecoder()
  /** What comes with the first event waits for whoever reads. */
  let held: readonly Frame[] = []
  let take: TakeEvent | undefined
  /** The service has sent all there is, which may be held still. */
  let atEnd = false
  return new Promise((opened, refused) => {
    const pass = (frames: readonly Frame[], to: TakeEvent) => {
      let wait: void | Promise<void> = undefined
      for (const frame of frames) wait = to(eventIn(frame), frame.payload) ?? wait
      if (wait === undefined) return
      body.pause()
      wait.then(() => body.resume(), fail)
    }
    let ended = () => {}
    let failed: (error: Error) => void = () => {}
    const whole = new Promise<void>((resolve, reject) => ([ended, failed] = [resolve, reject]))
    // Whoever reads is told; before that the refusal tells.
    whole.catch(() => {})
    const fail = (error: Error) => {
      // What was read ahead still comes from a stream that is destroyed: it would be an answer with a hole in it.
      body.removeAllListeners('data')
      refused(error)
      failed(error)
      body.destroy()
    }
    const attempt = (work: () => void) => {
      try {
        work()
      } catch (error) {
        fail(error as Error)
      }
    }
    const reader: OpenedStream = {
      read: (to) => {
        take = to
        body.resume()
        attempt(() => {
          pass(held, to)
          if (atEnd) ended()
        })
        return whole
      },
    }
    body
      .on('data', (piece: Buffer) =>
        attempt(() => {
          const frames = decoder.decode(piece)
          if (take !== undefined) return pass(frames, take)
          if (frames[0] === undefined) return
          body.pause()
          eventIn(frames[0])
          held = frames
          opened(reader)
        }),
      )
      .on('end', () =>
        attempt(() => {
          decoder.end()
          atEnd = true
          opened(reader)
          if (take !== undefined || held.length === 0) ended()
        }),
      )
      .on('error', fail)
      .on('close', () => {
        if (!atEnd) fail(new Error('the connection closed before the stream ended'))
      })
  })
}

function eventIn(frame: Frame): string {
  if (frame.kind === 'event') return frame.type
  throw new StreamError(frame)
}

/** The payload of an event: an object in JSON. Throws for anything else. */
export function jsonIn(payload: Buffer): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(textIn(payload))
  if (typeof value !== 'object' || value === null) throw new TypeError('an event is not an object')
  return value as Readonly<Record<string, unknown>>
}

/** Strict UTF-8: what is none would be replaced, and is looked for only where a replacement is. */
export function textIn(bytes: Buffer): string {
  const text = bytes.toString()
  if (text.includes('\ufffd') && !isUtf8(bytes)) throw new TypeError('an event is not UTF-8')
  return text
}
