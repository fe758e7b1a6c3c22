/** Reading requests and writing answers, the same for HTTP/1.1 and HTTP/2. */
import { AwsError } from './aws-error.ts'
import type { Request, Response } from './port.ts'

/** The largest body of any operation: a Bedrock request. */
export const MOST_BYTES = 25_000_000

export async function readBody(request: Request): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  // What comes after the limit is read and dropped: a client reads no answer before it has sent everything.
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length
    if (length <= MOST_BYTES) pieces.push(piece)
    else pieces.length = 0
  }
  if (length > MOST_BYTES) {
    throw new AwsError('RequestEntityTooLargeException', `The request is ${length} bytes long; at most ${MOST_BYTES} are taken.`)
  }
  return Buffer.concat(pieces)
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** `body` goes out as JSON, bytes as they are. */
export function send(response: Response, answer: Answer): void {
  const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(JSON.stringify(answer.body))
  response.writeHead(answer.status ?? 200, {
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...answer.headers,
  })
  response.end(body)
}

/** Writes, and waits until the client has room for more. False when it has gone, which `signal` tells. */
export async function write(response: Response, bytes: Buffer, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false
  // The compatibility layer of HTTP/2 has the same method under another overload.
  if ((response as { write(chunk: Buffer): boolean }).write(bytes)) return true
  await new Promise<void>((resolve) => {
    const go = () => {
      response.off('drain', go)
      signal.removeEventListener('abort', go)
      resolve()
    }
    response.on('drain', go)
    signal.addEventListener('abort', go, { once: true })
  })
  return !signal.aborted
}
