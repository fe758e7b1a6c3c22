/** Amazon's event stream encoding: read just as the SDK writes it, however it is cut, and never wrong in silence. */
import { EventStreamCodec } from '@smithy/core/event-streams'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameDecoder } from '../../runtime/model/frames.ts'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)

const kinds = { event: ':event-type', exception: ':exception-type', error: ':error-code' } as const
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))
const other = fc.oneof(
  fc.record({ type: fc.constant('string' as const), value: fc.string({ unit: 'binary', maxLength: 9 }) }),
  fc.record({ type: fc.constant('binary' as const), value: bytes }),
  fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ type: fc.constant('byte' as const), value: fc.integer({ min: -128, max: 127 }) }),
  fc.record({ type: fc.constant('short' as const), value: fc.integer({ min: -32_768, max: 32_767 }) }),
  fc.record({ type: fc.constant('integer' as const), value: fc.integer() }),
  fc.record({
    type: fc.constant('timestamp' as const),
    value: fc.date({ min: new Date(0), max: new Date(2e12), noInvalidDate: true }),
  }),
  fc.record({ type: fc.constant('uuid' as const), value: fc.uuid() }),
)
const frame = fc
  .record({
    kind: fc.constantFrom('event' as const, 'exception' as const, 'error' as const),
    type: fc.string({ unit: 'grapheme', maxLength: 9 }),
    payload: bytes,
    others: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), other, { maxKeys: 3 }),
  })
  .map(({ others, ...told }) => ({
    told,
    encoded: Buffer.from(
      codec.encode({
        headers: {
          ...others,
          ':message-type': { type: 'string', value: told.kind },
          [kinds[told.kind]]: { type: 'string', value: told.type },
        },
        body: told.payload,
      }),
    ),
  }))

/** Everything that comes out of these bytes, cut at these places. */
function decoded(all: Buffer, cuts: readonly number[]) {
  const decoder = frameDecoder()
  const places = [0, ...cuts.map((cut) => cut % (all.length + 1)).toSorted((a, b) => a - b), all.length]
  const frames = places.slice(1).flatMap((end, index) => decoder.decode(all.subarray(places[index], end)))
  decoder.end()
  return frames
}

test('however the bytes are cut, the frames are those that were written', () =>
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), (frames, cuts) => {
      expect(decoded(Buffer.concat(frames.map(({ encoded }) => encoded)), cuts)).toEqual(frames.map(({ told }) => told))
    }),
  ))

test('a byte that is wrong is never overlooked', () =>
  fc.assert(
    fc.property(frame, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ encoded }, place, change) => {
      const spoiled = Buffer.from(encoded)
      spoiled.writeUInt8((encoded[place % encoded.length] as number) ^ change, place % encoded.length)
      expect(() => decoded(spoiled, [])).toThrow('event stream: ')
    }),
  ))

test('a stream that ends within a frame is broken', () =>
  fc.assert(
    fc.property(frame, fc.nat(), ({ encoded }, place) => {
      const cut = 1 + (place % (encoded.length - 1))
      expect(() => decoded(encoded.subarray(0, cut), [])).toThrow('event stream: it ended within a frame')
    }),
  ))

describe('a frame', () => {
  test('of many pieces is put together once', () => {
    const payload = Buffer.alloc(300_000, 'x')
    const encoded = Buffer.from(
      codec.encode({
        headers: { ':message-type': { type: 'string', value: 'event' }, ':event-type': { type: 'string', value: 'chunk' } },
        body: payload,
      }),
    )
    const cuts = Array.from({ length: 299 }, (_, index) => index * 1000)
    expect(decoded(encoded, cuts)).toEqual([{ kind: 'event', type: 'chunk', payload }])
  })
})
