/** Reads a JSON body: bounded in size, strict UTF-8, and only what every reader of JSON agrees on. */
import type { IncomingMessage } from 'node:http'
import { Failure, bodyCutShort, bodyTooLarge, encodedBody, notJson, notJsonType, notUtf8 } from '../failure.ts'
import { refuseTraps } from './traps.ts'

export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  checkType(request)
  const bytes = await readBytes(request, limit)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
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

async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) throw bodyTooLarge(limit)
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > limit) throw bodyTooLarge(limit)
      pieces.push(piece)
    }
  } catch (error) {
    throw error instanceof Failure ? error : bodyCutShort(error)
  }
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)
}
