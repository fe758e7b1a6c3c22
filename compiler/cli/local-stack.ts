/**
 * Everything on this machine: chains compiled in memory, local AWS, which runs them, and the runtime, which serves them. What
 * `npm start`, `npm run dev` and `npm run run` share.
 */
import { join } from 'node:path'
import type { Sources } from '../../runtime/built.ts'
import { SettingsError } from '../../runtime/settings-error.ts'
import { startRuntime } from '../../runtime/start.ts'
import type { Runtime } from '../../runtime/start.ts'
import { machineArn, placeOf, startLocalAws } from '../../runtime/local/index.ts'
import type { LocalAws, LocalMachine } from '../../runtime/local/index.ts'
import { runtimeVariables } from '../contract.ts'
import type { Manifest } from '../contract.ts'
import type { Position } from '../tree.ts'
import { localServiceModule } from './local-services.ts'
import { LOCAL_AWS_PORT, RUNTIME_PORT, notAPort, portOf, portRefusal } from './port.ts'
import { PRICES } from '../models/prices.ts'
import { playgroundOf } from './playground.ts'
import type { Project } from './project.ts'

/** An answer that is still being written when the stack is closed may take so long to end. */
const DRAIN_MS = 300

interface Served {
  readonly machines: readonly LocalMachine[]
  readonly manifests: readonly Manifest[]
  /** Where each state of a chain was written. */
  readonly sources: Sources
}

interface SourceMap {
  readonly chain: string
  readonly states: Readonly<Record<string, Position | null>>
}

/** Chain → state → `chains/rag.ts:41`. */
export const sourcesOf = (maps: ReadonlyMap<string, string>): Sources =>
  Object.fromEntries(
    [...maps.values()].map((text) => {
      const { chain, states } = JSON.parse(text) as SourceMap
      const places = Object.entries(states).flatMap(([state, at]) => (at ? [[state, `${at.file}:${at.line}`]] : []))
      return [chain, Object.fromEntries(places) as Record<string, string>]
    }),
  )

/** The compiled chains, as local AWS and the runtime take them. */
function served({ compiled, maps }: Project, environment: NodeJS.ProcessEnv): Served {
  const outputs = compiled
    .flatMap(({ output }) => (output ? [output] : []))
    .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1))
  const machines = outputs.map(({ definition, manifest }) => ({
    name: manifest.name,
    definition,
    substitutions: Object.fromEntries(
      Object.keys(manifest.substitutions).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
    ),
  }))
  return { machines, manifests: outputs.map(({ manifest }) => manifest), sources: sourcesOf(maps()) }
}

/** The chain behind the sample's route, unless the environment names a machine: `rag`, or else the first that answers. */
export const sampleChain = (manifests: readonly Manifest[]) =>
  manifests.find(({ name }) => name === 'rag') ?? manifests.find(({ kind }) => kind === 'answer')

/** The runtime's environment: as in the cloud, but that AWS is on this machine. */
function atHome(
  environment: NodeJS.ProcessEnv,
  manifests: readonly Manifest[],
  url: string,
  playground: boolean,
): NodeJS.ProcessEnv {
  const place = placeOf(environment)
  const { AWS_PROFILE: _, AWS_SESSION_TOKEN: __, ...others } = environment
  const sample = sampleChain(manifests)
  return {
    ...(sample ? { STATEMACHINE_STATE_MACHINE_ARN: machineArn(place, sample.name) } : {}),
    METRICS_NAMESPACE: '',
    LOG_DETAILS: 'true',
    PLAYGROUND: String(playground),
    // There are no guardrails here, and local AWS takes any id.
    ...Object.fromEntries(runtimeVariables(manifests).map((name) => [name, 'local'])),
    ...others,
    STATE_MACHINE_ARNS: JSON.stringify(Object.fromEntries(manifests.map(({ name }) => [name, machineArn(place, name)]))),
    AWS_ENDPOINT_URL_SFN: url,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }
}

/** Why a stack did not start: one sentence with its remedy, for the one who called. */
export class StackRefused extends Error {
  override readonly name = 'StackRefused'
}

export interface StackOptions {
  readonly cwd: string
  /** Ports, and settings of the runtime and of local AWS. */
  readonly environment: NodeJS.ProcessEnv
  /** Takes the runtime's log, a line of JSON each. */
  readonly log: (line: string) => void
  /** Takes what local AWS has to say. */
  readonly warn: (line: string) => void
  /** Whether the page at `/` is served, unless the environment says otherwise. */
  readonly playground?: boolean
  /** What was called, to be called again in another way: `npm start`. */
  readonly call: string
}

export interface LocalStack {
  readonly aws: LocalAws
  readonly runtime: Runtime
  readonly manifests: readonly Manifest[]
  /** Whether the page to try the chains on is there. */
  readonly playground: boolean
  /** Serves the chains of another compilation from now on, where local AWS and the runtime are. */
  serve(project: Project): Promise<void>
  close(): Promise<void>
}

/** The text that says why a port cannot be had or a setting makes no sense; rethrows what is no mistake of the caller's. */
function refused(error: unknown, port: number, variable: string, usual: number, call: string): StackRefused {
  if (error instanceof SettingsError) return new StackRefused(`The runtime does not start: ${error.message}`, { cause: error })
  const told = portRefusal(error, port, variable, usual, call)
  if (told === undefined) throw error
  return new StackRefused(told, { cause: error })
}

/** Starts local AWS and the runtime. Rejects with `StackRefused` where a port or a setting is at fault. */
export async function startLocalStack(
  project: Project,
  { cwd, environment, log, warn, playground = false, call }: StackOptions,
): Promise<LocalStack> {
  const awsPort = portOf(environment['LOCAL_AWS_PORT'], LOCAL_AWS_PORT)
  if (awsPort === undefined) throw new StackRefused(notAPort('LOCAL_AWS_PORT', environment['LOCAL_AWS_PORT']))
  const first = served(project, environment)
  const aws = await startLocalAws({
    port: awsPort,
    machines: first.machines,
    knowledge: join(cwd, 'chains', 'knowledge'),
    services: localServiceModule(cwd),
    environment,
    log: warn,
  }).catch((error: unknown) => {
    throw refused(error, awsPort, 'LOCAL_AWS_PORT', LOCAL_AWS_PORT, call)
  })
  const chains = ({ manifests, sources }: Served, from: Project) => ({
    environment: atHome(environment, manifests, aws.url, playground),
    manifests,
    sources,
    playground: playgroundOf(from, cwd),
  })
  try {
    const serving = chains(first, project)
    const runtime = await startRuntime({ ...serving, prices: PRICES, drainMs: DRAIN_MS, log })
    return {
      aws,
      runtime,
      manifests: first.manifests,
      playground: serving.environment['PLAYGROUND'] === 'true',
      serve: async (next) => {
        const other = served(next, environment)
        aws.replaceMachines(other.machines)
        await runtime.serve(chains(other, next))
      },
      close: async () => {
        await runtime.close()
        await aws.close()
      },
    }
  } catch (error) {
    await aws.close()
    const port = portOf(environment['AWS_LWA_PORT'] || environment['PORT'], RUNTIME_PORT) ?? RUNTIME_PORT
    throw refused(error, port, 'PORT', RUNTIME_PORT, call)
  }
}
