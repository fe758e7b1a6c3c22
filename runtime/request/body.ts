/** Reads a JSON body: bounded in size, strict UTF-8, and only what every reader of JSON agrees on. */
import type { IncomingMessage } from 'node:http'
import { bodyCutShort, bodyTooLarge, encodedBody, notJson, notJsonType, notUtf8 } from '../failure.ts'
import { refuseTraps } from './traps.ts'

const strict = new TextDecoder('utf-8', { fatal: true })

export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  checkType(request)
  const bytes = await readBytes(request, limit)
  let text: string
  try {
    text = strict.decode(bytes)
  } catch {
    throw notUtf8()
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notJson(error)
  }
  refuseTraps(value)
  return value
}

function checkType({ headers }: IncomingMessage) {
  const [type, ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
  if (!/^application\/([a-z0-9.+-]+\+)?json$/.test((type ?? '').trim())) throw notJsonType()
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='))
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) throw encodedBody()
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw encodedBody()
}

// By its events: an iterator would cost more than all that is done with what it brings.
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge(limit)
    const pieces: Buffer[] = []
    let size = 0
    request
      .on('data', (piece: Buffer) => {
        size += piece.length
        if (size <= limit) pieces.push(piece)
        else {
          // What still comes is let go by.
          pieces.length = 0
          reject(bodyTooLarge(limit))
        }
      })
      .on('end', () => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)))
      .on('error', (error) => reject(bodyCutShort(error)))
      .on('close', () => {
        // A body that was read closes, too; an error for nobody would cost more than reading it.
        if (!request.complete) reject(bodyCutShort(new Error('the connection closed before the body ended')))
      })
  })
}
