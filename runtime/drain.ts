/** Ends a server without cutting an answer: connections without one are closed at once, the others when theirs is done. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from './clock.ts'

/** Call before the server listens; the result ends it and resolves when it has ended, after `drainMs` at the latest. */
export function drainable(server: Server, clock: Clock, drainMs: number): () => Promise<void> {
  // Node's own closeIdleConnections leaves alone a connection on which nothing has been asked yet.
  const connections = new Map<Socket, number>()
  let ending = false
  const count = (socket: Socket, by: number) => {
    const answers = connections.get(socket)
    if (answers === undefined) return
    connections.set(socket, answers + by)
    if (ending && answers + by === 0) socket.end()
  }
  server.on('connection', (socket: Socket) => {
    connections.set(socket, 0)
    socket.once('close', () => connections.delete(socket))
  })
  server.prependListener('request', ({ socket }, response) => {
    if (ending) response.setHeader('connection', 'close')
    count(socket, 1)
    response.once('close', () => count(socket, -1))
  })
  return () =>
    new Promise((resolve) => {
      ending = true
      const cancel = clock.after(drainMs, () => server.closeAllConnections())
      server.close(() => {
        cancel()
        resolve()
      })
      for (const [socket, answers] of connections) if (answers === 0) socket.destroy()
    })
}
