/** Frames of `application/vnd.amazon.eventstream`, as Bedrock streams its answers. */
import { EventStreamCodec } from '@smithy/core/event-streams'

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
)

const encode = (headers: Readonly<Record<string, string>>, body: Uint8Array): Buffer =>
  Buffer.from(
    codec.encode({
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }])),
      body,
    }),
  )

const json = (payload: unknown) => Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))

/** One event of the stream; a string payload is sent as it is. */
export const eventFrame = (type: string, payload: unknown): Buffer =>
  encode({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, json(payload))

/** A modelled exception in the stream; its name starts in lower case there. */
export const exceptionFrame = (error: string, payload: unknown): Buffer =>
  encode(
    {
      ':exception-type': error.charAt(0).toLowerCase() + error.slice(1),
      ':content-type': 'application/json',
      ':message-type': 'exception',
    },
    json(payload),
  )

/** A part of a model's native stream. */
export const chunkFrame = (part: unknown): Buffer => eventFrame('chunk', { bytes: json(part).toString('base64') })

/** The same frame with a checksum that is wrong. */
export function corrupted(frame: Buffer): Buffer {
  const copy = Buffer.from(frame)
  copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 0xff, copy.length - 1)
  return copy
}
