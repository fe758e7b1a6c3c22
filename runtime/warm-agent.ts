/**
 * Keeps a connection to Bedrock ready while the workflow is still running, so that the first delta does not pay for name
 * look-up, TCP and TLS. Nothing is sent on it: a request that is worth nothing would count against a quota.
 */
import http from 'node:http'
import https from 'node:https'
import type { ClientRequestArgs } from 'node:http'
import type { AgentOptions } from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import type { Duplex } from 'node:stream'

export interface WarmAgents {
  readonly httpAgent: http.Agent
  readonly httpsAgent: https.Agent
  /** Opens a connection to this origin unless one is free or being opened; never fails, the call itself will tell. */
  warm(origin: URL): void
}

/** A connection that nobody has used by then is closed: the other side would soon. */
const UNUSED_MS = 20_000

export function warmAgents(): WarmAgents {
  const ready = new Map<string, net.Socket>()
  const take = (key: string) => {
    const socket = ready.get(key)
    ready.delete(key)
    if (socket === undefined || socket.destroyed) return undefined
    socket.setTimeout(0)
    return socket
  }
  const keyOf = (protocol: string, host: string, port: string | number) => `${protocol}//${host}:${port}`

  class HttpAgent extends http.Agent {
    override createConnection(options: ClientRequestArgs, callback?: (error: Error | null, stream: Duplex) => void) {
      return take(keyOf('http:', options.host ?? '', options.port ?? 80)) ?? super.createConnection(options, callback)
    }
  }
  class HttpsAgent extends https.Agent {
    override createConnection(options: AgentOptions, callback?: (error: Error | null, stream: Duplex) => void) {
      return take(keyOf('https:', options.host ?? '', options.port ?? 443)) ?? super.createConnection(options, callback)
    }
  }
  const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: Infinity })
  const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: Infinity })
  const isFree = ({ freeSockets }: http.Agent, host: string) =>
    Object.keys(freeSockets).some((name) => name.startsWith(`${host}:`))

  return {
    httpAgent,
    httpsAgent,
    warm: ({ protocol, hostname, port }) => {
      const secure = protocol === 'https:'
      const at = { host: hostname, port: Number(port || (secure ? 443 : 80)) }
      const key = keyOf(protocol, at.host, at.port)
      if (ready.has(key) || isFree(secure ? httpsAgent : httpAgent, at.host)) return
      const socket = secure
        ? tls.connect({ ...at, servername: net.isIP(hostname) === 0 ? hostname : '', ALPNProtocols: ['http/1.1'] })
        : net.connect(at)
      socket.setNoDelay(true)
      socket.setTimeout(UNUSED_MS, () => socket.destroy())
      const drop = () => {
        if (ready.get(key) === socket) ready.delete(key)
      }
      socket.on('error', drop)
      socket.on('close', drop)
      ready.set(key, socket)
    },
  }
}
