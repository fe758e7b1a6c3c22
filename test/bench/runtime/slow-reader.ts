/** A caller that takes 1 kB a second of an answer of 50 MB, which the model sends as fast as it can; then it hangs up. */
import net from 'node:net'
import type { Row } from '../benchmark.ts'
import { atMost } from '../benchmark.ts'
import { bodyOf, optionsOf } from './load.ts'
import { canWatch, rssMb } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

const SECONDS = 30
const DELTAS = { count: 5000, bytes: 10_000 }

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Milliseconds until the model's side has no stream open any more. */
async function untilStopped(upstream: string): Promise<number> {
  const from = performance.now()
  while ((await (await fetch(`${upstream}/open`)).text()) !== '0') await pause(2)
  return performance.now() - from
}

export async function slowReader(server: ServerProcess, upstream: string): Promise<readonly Row[]> {
  const body = bodyOf({ delayMs: 0, model: DELTAS })
  const { path, headers } = optionsOf(body)
  const head = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${String(value)}\r\n`)
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.on('error', () => {})
  // Paused before it has read anything: from here on it takes what it is told to and no more.
  socket.pause()
  socket.write(`POST ${path} HTTP/1.1\r\nhost: bench\r\n${head.join('')}\r\n`)
  socket.write(body)
  const before = canWatch ? rssMb(server) : 0
  let most = before
  let taken = 0
  for (let second = 0; second < SECONDS; second++) {
    await pause(1000)
    const piece = socket.read(1024) as Buffer | null
    taken += piece?.length ?? 0
    if (canWatch) most = Math.max(most, rssMb(server))
  }
  const open = await (await fetch(`${upstream}/open`)).text()
  socket.destroy()
  const stopped = await untilStopped(upstream)
  return [
    {
      what: `slow reader: taken in ${SECONDS} s, and the model still sends`,
      seen: `${(taken / 1024).toFixed(0)} kB, ${open === '1' ? 'yes' : 'no'}`,
      bound: 'yes',
      holds: open === '1',
    },
    ...(canWatch ? [atMost('slow reader: growth of RSS', most - before, 30, 'MB', 1)] : []),
    atMost('slow reader hangs up: the model stops in', stopped, 100, 'ms', 0),
  ]
}
