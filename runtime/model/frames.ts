/**
 * Amazon's event stream encoding, read as the bytes come: a frame has its length, the length of its headers and a checksum of both,
 * then the headers, the payload and a checksum of it all. Pieces are cut anywhere; all frames that a piece completes come out together.
 */
import { crc32 } from 'node:zlib'

export interface Frame {
  /** An exception is an error that the API knows, an error is any other. */
  readonly kind: 'event' | 'exception' | 'error'
  /** Of an event its type; else the name of the error. */
  readonly type: string
  readonly payload: Buffer
}

/** Bytes that are no frames, or not all of one. */
export class BrokenFrame extends Error {
  constructor(what: string) {
    super(`event stream: ${what}`)
    this.name = 'BrokenFrame'
  }
}

const PRELUDE = 12
const CHECKSUM = 4

export interface FrameDecoder {
  /** The frames that end in this piece. Throws a `BrokenFrame`. */
  decode(piece: Buffer): readonly Frame[]
  /** There are no more pieces. Throws a `BrokenFrame` when a frame has only begun. */
  end(): void
}

export function frameDecoder(): FrameDecoder {
  /** Pieces of a frame that has begun, and how many bytes it takes to go on. */
  let begun: Buffer[] = []
  let length = 0
  let needed = PRELUDE
  return {
    decode: (piece) => {
      length += piece.length
      if (begun.length > 0 || length < needed) begun.push(piece)
      if (length < needed) return []
      let bytes = begun.length === 0 ? piece : Buffer.concat(begun)
      const frames: Frame[] = []
      for (;;) {
        needed = PRELUDE
        if (bytes.length < PRELUDE) break
        needed = lengthOf(bytes)
        if (bytes.length < needed) break
        frames.push(frameOf(bytes, needed))
        bytes = bytes.subarray(needed)
      }
      begun = bytes.length === 0 ? [] : [bytes]
      length = bytes.length
      return frames
    },
    end: () => {
      if (length > 0) throw new BrokenFrame('it ended within a frame')
    },
  }
}

function lengthOf(bytes: Buffer): number {
  const total = bytes.readUInt32BE(0)
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw new BrokenFrame('wrong checksum of a prelude')
  if (total < PRELUDE + bytes.readUInt32BE(4) + CHECKSUM) throw new BrokenFrame('a frame is shorter than its headers')
  return total
}

function frameOf(bytes: Buffer, total: number): Frame {
  if (crc32(bytes.subarray(0, total - CHECKSUM)) !== bytes.readUInt32BE(total - CHECKSUM))
    throw new BrokenFrame('wrong checksum of a frame')
  const end = PRELUDE + bytes.readUInt32BE(4)
  let kind = 'event'
  let type = ''
  for (let at = PRELUDE; at < end;) {
    const nameEnd = at + 1 + (bytes[at] as number)
    const name = bytes.toString('latin1', at + 1, nameEnd)
    const valueType = bytes[nameEnd] as number
    const size = sizeOf(valueType, bytes, nameEnd + 1)
    at = nameEnd + 1 + size
    if (at > end) throw new BrokenFrame('a header is longer than all')
    if (valueType !== STRING) continue
    const value = () => bytes.toString('utf8', nameEnd + 3, at)
    if (name === ':message-type') kind = value()
    else if (name === ':event-type' || name === ':exception-type' || name === ':error-code') type = value()
  }
  if (kind !== 'event' && kind !== 'exception' && kind !== 'error') throw new BrokenFrame('a frame of an unknown kind')
  return { kind, type, payload: bytes.subarray(end, total - CHECKSUM) }
}

const STRING = 7

/** Bytes of a header's value. */
function sizeOf(type: number, bytes: Buffer, at: number): number {
  const fixed = SIZES[type]
  if (fixed !== undefined) return fixed
  if (type !== STRING && type !== 6) throw new BrokenFrame('a header of an unknown type')
  return 2 + bytes.readUInt16BE(at)
}

/** By type: true, false, byte, short, integer, long; bytes and strings bring their own; timestamp, UUID. */
const SIZES: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16]
