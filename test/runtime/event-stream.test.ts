/** A model's stream: every event in its turn, and none after one that cannot be read. */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { EventStreamCodec } from '@smithy/core/event-streams'
import { expect, test } from 'vitest'
import { openStream } from '../../runtime/model/event-stream.ts'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)
const event = (text: string) =>
  Buffer.from(
    codec.encode({
      headers: { ':message-type': { type: 'string', value: 'event' }, ':event-type': { type: 'string', value: 'chunk' } },
      body: Buffer.from(text),
    }),
  )

/** Takes texts until one is not JSON. */
async function taken(pieces: readonly Buffer[]) {
  const body = Readable.from(pieces)
  const closed = once(body, 'close')
  const seen: unknown[] = []
  const stream = await openStream({ body })
  const failure = await stream
    .read((_, payload) => void seen.push(JSON.parse(payload.toString())))
    .then(
      () => undefined,
      (error: Error) => error.name,
    )
  // what had been read ahead would have come until here
  await closed
  return { seen, failure }
}

test('events come in their order, whether in one piece or in several', async () => {
  const events = ['1', '2', '3'].map(event)
  const all = { seen: [1, 2, 3], failure: undefined }
  expect([await taken(events), await taken([Buffer.concat(events)])]).toEqual([all, all])
})

test.each([
  ['in pieces of their own', ['1', '2', 'no JSON', '3', '4'].map(event)],
  ['in one piece', [Buffer.concat(['1', '2', 'no JSON', '3', '4'].map(event))]],
])('nothing comes after an event that cannot be read: %s', async (_, pieces) => {
  expect(await taken(pieces)).toEqual({ seen: [1, 2], failure: 'SyntaxError' })
})
