/** Starts the runtime: settings from the environment, the real AWS clients, a server that drains when it is closed. */
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import type { Manifest } from '../compiler/contract.ts'
import { accessFor } from './access/access.ts'
import { createApp } from './app.ts'
import { awsClients } from './aws.ts'
import type { Sources } from './built.ts'
import { systemClock } from './clock.ts'
import { drainable } from './drain.ts'
import { withGuardrail } from './guardrails.ts'
import type { Dependencies } from './dependencies.ts'
import type { Page, Serving } from './page.ts'
import { usdBy } from './price.ts'
import type { Prices } from './price.ts'
import { served } from './served.ts'
import { localEndpoint, readSettings } from './settings.ts'
import { tracingFor } from './telemetry/tracing.ts'
import { validatorsFor } from './validators.ts'

/** What is served. */
export interface ServedChains {
  readonly environment: NodeJS.ProcessEnv
  readonly manifests: readonly Manifest[]
  /** Where the states of the chains were written, for the log. */
  readonly sources?: Sources
  /** The playground's addresses, where `PLAYGROUND` asks for them. */
  readonly playground?: (serving: Serving) => readonly Page[] | Promise<readonly Page[]>
}

export interface RuntimeOptions extends ServedChains {
  readonly log: (line: string) => void
  /** Of the final models; without, answers tell no cost. */
  readonly prices?: Prices
  /** How long answers in flight may take after `close`; 25 s when absent. */
  readonly drainMs?: number
  /** Anything of the app's to be another than in production. */
  readonly replace?: Partial<Dependencies>
}

export interface Runtime {
  readonly url: string
  readonly port: number
  /** Serves other chains from now on; requests in flight end as they began. Address and clients stay as they were. */
  serve(chains: ServedChains): Promise<void>
  /** Stops taking requests and resolves when those in flight are done, or have had time enough. */
  close(): Promise<void>
}

const NOTHING_SERVED =
  'No chain is served: name the state machine of each in STATE_MACHINE_ARNS, such as {"rag": "arn:aws:states:…:stateMachine:rag"}.'
const OPEN_TO_ALL = 'AUTH=none: whoever reaches this address may call every chain, and spends your money on models.'

/** Rejects with a `SettingsError` when the environment makes no sense, and with EADDRINUSE when the port is taken. */
export async function startRuntime({
  log,
  prices = {},
  drainMs = 25_000,
  replace = {},
  ...chains
}: RuntimeOptions): Promise<Runtime> {
  const settings = readSettings(chains.environment)
  const { clock = systemClock, random = Math.random } = replace
  const tracing = await tracingFor(settings.tracing, { clock, log })
  const aws = awsClients(settings, clock, random)
  const warn = (message: string) => log(JSON.stringify({ level: 'WARN', message }))
  if (settings.auth.mode === 'none') warn(OPEN_TO_ALL)
  if (chains.manifests.length > 0 && settings.targets.size === 0 && settings.seedArn === undefined) warn(NOTHING_SERVED)

  const appOf = async ({ environment, manifests, sources = {}, playground }: ServedChains): Promise<Express> => {
    const settings = readSettings(environment)
    const serving = () => ({
      manifests: [...served(manifests, settings).chains.values()].map(({ manifest }) => manifest),
      sources,
      localAws: localEndpoint(settings),
    })
    return createApp({
      workflows: aws.workflows,
      model: aws.model,
      manifests: manifests.map((manifest) => withGuardrail(manifest, environment)),
      validators: validatorsFor(manifests),
      settings,
      access: await accessFor(settings),
      log,
      tracing,
      clock,
      newId: randomUUID,
      random,
      timing: { holdMs: 10_000, heartbeatMs: 10_000 },
      usd: usdBy(prices),
      sources,
      ...(settings.playground && playground !== undefined ? { pages: await playground(serving()) } : {}),
      ...replace,
    })
  }
  let app = await appOf(chains)
  // Lambda Web Adapter keeps its connections for 4 s, a load balancer usually for 60 s: whoever sends closes first.
  const server = http.createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000 },
    (request, response) => app(request, response),
  )
  const drain = drainable(server, clock, drainMs)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, () => resolve())
  })
  const { port } = server.address() as AddressInfo
  const host = settings.host.includes(':') ? `[${settings.host.replaceAll(/[[\]]/g, '')}]` : settings.host
  return {
    url: `http://${host}:${port}`,
    port,
    serve: async (others) => {
      app = await appOf(others)
    },
    close: async () => {
      await drain()
      aws.close()
      await tracing?.close()
    },
  }
}
