/** Many streams at once for a minute: none fails, and memory does not grow. */
import type { Row } from '../benchmark.ts'
import { atMost } from '../benchmark.ts'
import { load } from './load.ts'
import { canWatch, rssMb } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

const STREAMS = 200
const SECONDS = 60
const EVERY_MS = 50

/** The first seconds are for connections and compiled code. */
const SETTLED = 5

export async function soak(server: ServerProcess): Promise<readonly Row[]> {
  const resident: number[] = []
  const timer = setInterval(() => canWatch && resident.push(rssMb(server)), 1000)
  const count = (SECONDS * 1000) / EVERY_MS
  const { errors } = await load(server.url, STREAMS, STREAMS, { delayMs: 50, model: { count, everyMs: EVERY_MS } })
  clearInterval(timer)
  const streaming = resident.slice(SETTLED)
  const [middle = Number.NaN, end = Number.NaN] = [streaming[Math.floor(streaming.length / 2)], streaming.at(-1)]
  const what = `${STREAMS} streams of ${SECONDS} s`
  return [
    { what: `${what}: errors`, seen: String(errors), bound: '0', holds: errors === 0 },
    ...(canWatch ? [atMost(`${what}: RSS at the end, to the middle's`, end / middle, 1.1, '×')] : []),
  ]
}
