/**
 * What the first answer waits for where the model is far away and speaks TLS: a server that has just started opens its connection
 * while the workflow runs, or after. The way there is a proxy that holds everything up.
 */
import net from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Row } from '../benchmark.ts'
import { median } from '../benchmark.ts'
import { load } from './load.ts'
import { startServer, stopServer } from './server-process.ts'

/** One way. */
const WAY_MS = 15
const WORKFLOW_MS = 300
const STARTS = 5

/** Passes everything on, late, in order. */
function slowly(from: Socket, to: Socket) {
  from.on('data', (piece: Buffer) => setTimeout(() => to.write(piece), WAY_MS))
  from.on('close', () => setTimeout(() => to.destroy(), WAY_MS))
  from.on('error', () => {})
}

async function farAway(port: number) {
  const server = net.createServer((socket) => {
    const upstream = net.connect(port, '127.0.0.1')
    slowly(socket, upstream)
    slowly(upstream, socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

export interface FarModel {
  readonly files: Readonly<Record<'floor' | 'ours', string>>
  readonly environment: NodeJS.ProcessEnv
  /** Of the upstream that speaks TLS. */
  readonly port: number
}

export async function farModel({ files, environment, port }: FarModel): Promise<readonly Row[]> {
  const far = await farAway(port)
  const secure = {
    ...environment,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `https://127.0.0.1:${far.port}`,
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  }
  const waited: Record<keyof FarModel['files'], number[]> = { floor: [], ours: [] }
  for (let start = 0; start < STARTS; start++)
    for (const name of ['floor', 'ours'] as const) {
      const server = await startServer(files[name], secure)
      const { firstBytes } = await load(server.url, 1, 1, { delayMs: WORKFLOW_MS, model: { count: 1 } })
      waited[name].push((firstBytes[0] ?? Number.NaN) - WORKFLOW_MS)
      await stopServer(server)
    }
  far.close()
  const [floor, ours] = [median(waited.floor), median(waited.ours)]
  return [
    {
      what: `first answer, model ${2 * WAY_MS} ms away by TLS: beyond the workflow`,
      seen: `${ours.toFixed(0)} ms`,
      bound: `< ${floor.toFixed(0)} ms`,
      holds: ours < floor,
    },
  ]
}
