/** Starts the runtime: settings from the environment, the real AWS clients, a server that drains when it is closed. */
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Manifest } from '../compiler/contract.ts'
import { accessFor } from './access/access.ts'
import { createApp } from './app.ts'
import { awsClients } from './aws.ts'
import { systemClock } from './clock.ts'
import { drainable } from './drain.ts'
import type { Dependencies } from './dependencies.ts'
import { readSettings } from './settings.ts'
import { validatorsFor } from './validators.ts'

export interface RuntimeOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly manifests: readonly Manifest[]
  readonly log: (line: string) => void
  /** Anything of the app's to be another than in production. */
  readonly replace?: Partial<Dependencies>
}

export interface Runtime {
  readonly url: string
  readonly port: number
  /** Stops taking requests and resolves when those in flight are done, or have had time enough. */
  close(): Promise<void>
}

/** Rejects with a `SettingsError` when the environment makes no sense, and with EADDRINUSE when the port is taken. */
export async function startRuntime({ environment, manifests, log, replace = {} }: RuntimeOptions): Promise<Runtime> {
  const settings = readSettings(environment)
  const { clock = systemClock } = replace
  const aws = awsClients(settings, clock)
  const app = createApp({
    workflows: aws.workflows,
    model: aws.model,
    manifests,
    validators: validatorsFor(manifests),
    settings,
    access: await accessFor(settings),
    log,
    clock,
    newId: randomUUID,
    random: Math.random,
    timing: { holdMs: 10_000, heartbeatMs: 10_000 },
    usd: () => null,
    ...replace,
  })
  // Lambda Web Adapter keeps its connections for 4 s, a load balancer usually for 60 s: whoever sends closes first.
  const server = http.createServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000 }, app)
  const drain = drainable(server, clock)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, () => resolve())
  })
  const { port } = server.address() as AddressInfo
  const host = settings.host.includes(':') ? `[${settings.host.replaceAll(/[[\]]/g, '')}]` : settings.host
  return {
    url: `http://${host}:${port}`,
    port,
    close: async () => {
      await drain()
      aws.close()
    },
  }
}
