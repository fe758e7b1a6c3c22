/** One loopback port for HTTP/1.1 and HTTP/2 in clear text: the first bytes of a connection tell which. */
import { createServer as createHttp1Server } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export type Request = IncomingMessage | Http2ServerRequest
export type Response = ServerResponse | Http2ServerResponse

export interface Port {
  readonly port: number
  /** Ends every connection at once. */
  close(): Promise<void>
}

/** What a client of HTTP/2 sends first, in clear text. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n')

/** Whether the bytes seen so far open HTTP/2; undefined while they are too few to tell. */
function opensHttp2(seen: Buffer): boolean | undefined {
  const length = Math.min(seen.length, PREFACE.length)
  if (!seen.subarray(0, length).equals(PREFACE.subarray(0, length))) return false
  return length === PREFACE.length ? true : undefined
}

export async function listen(
  where: { port: number; host: string },
  onRequest: (request: Request, response: Response) => void,
): Promise<Port> {
  const serve = (request: Request, response: Response) => {
    // A client that breaks off is told by 'close'; without a listener its error would end the process.
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    onRequest(request, response)
  }
  const http1 = createHttp1Server({ keepAliveTimeout: 60_000, requestTimeout: 0 }, serve)
  const http2 = createHttp2Server({ settings: { maxConcurrentStreams: 10_000 } }, serve)
  http2.on('session', (session) => session.on('error', () => undefined))

  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that resets its connection is no concern of the others.
    socket.on('error', () => undefined)
    let seen: Buffer = Buffer.alloc(0)
    const sniff = (bytes: Buffer) => {
      seen = Buffer.concat([seen, bytes])
      const protocol = opensHttp2(seen)
      if (protocol === undefined) return
      socket.off('data', sniff)
      socket.pause()
      socket.unshift(seen)
      ;(protocol ? http2 : http1).emit('connection', socket)
      if (!protocol) socket.resume()
    }
    socket.on('data', sniff)
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: where.port, host: where.host, backlog: 2048 }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Breaks a response off without an end, so that its client sees a reset. */
export function breakOff(request: Request, response: Response): void {
  if ('stream' in request) request.stream.close(0x2 /* INTERNAL_ERROR */)
  else response.socket?.resetAndDestroy()
}
