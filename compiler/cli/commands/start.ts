/** `npm start`: everything on this machine. The chains, compiled in memory; local AWS, which runs them; the runtime, which serves them. */
import { join } from 'node:path'
import type { Sources } from '../../../runtime/built.ts'
import { SettingsError } from '../../../runtime/settings.ts'
import { startRuntime } from '../../../runtime/start.ts'
import type { Runtime } from '../../../runtime/start.ts'
import { machineArn, placeOf, startLocalAws } from '../../../runtime/local/index.ts'
import type { LocalAws, LocalMachine } from '../../../runtime/local/index.ts'
import { runtimeVariables } from '../../contract.ts'
import type { Manifest } from '../../contract.ts'
import type { Position } from '../../tree.ts'
import type { Command, Io } from '../command.ts'
import { localServiceModule } from '../local-services.ts'
import { notAPort, portOf, portRefusal } from '../port.ts'
import { cataloguePrices } from '../prices.ts'
import { compileProject } from '../project.ts'
import type { Project } from '../project.ts'
import { report } from '../report.ts'
import { requestLine } from '../request-line.ts'
import { DEFAULT_PORT as LOCAL_AWS_PORT } from './local-aws.ts'

const PORT = 8080
/** An answer that is still being written when Ctrl-C comes may take so long to end. */
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
const sourcesOf = (maps: Project['maps']): Sources =>
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
  return { machines, manifests: outputs.map(({ manifest }) => manifest), sources: sourcesOf(maps) }
}

/** The chain behind the sample's route, unless the environment names a machine: `rag`, or else the first that answers. */
const sampleChain = (manifests: readonly Manifest[]) =>
  manifests.find(({ name }) => name === 'rag') ?? manifests.find(({ kind }) => kind === 'answer')

/** The runtime's environment: as in the cloud, but that AWS is on this machine. */
function atHome(environment: NodeJS.ProcessEnv, manifests: readonly Manifest[], url: string): NodeJS.ProcessEnv {
  const place = placeOf(environment)
  const { AWS_PROFILE: _, AWS_SESSION_TOKEN: __, ...others } = environment
  const sample = sampleChain(manifests)
  return {
    ...(sample ? { STATEMACHINE_STATE_MACHINE_ARN: machineArn(place, sample.name) } : {}),
    METRICS_NAMESPACE: '',
    LOG_DETAILS: 'true',
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

function announce(runtime: Runtime, aws: LocalAws, manifests: readonly Manifest[], io: Io): void {
  io.out(`The runtime listens on ${runtime.url}`)
  io.out(`Local AWS listens on   ${aws.url}`)
  io.out('')
  io.out(manifests.length === 0 ? 'There are no chains below chains/.' : 'Chains:')
  const width = Math.max(0, ...manifests.map(({ name }) => name.length))
  for (const { name, description } of manifests) io.out(`  ${name.padEnd(width)}  ${description}`.trimEnd())
  const asked = sampleChain(manifests) ?? manifests[0]
  if (asked) {
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'What is AWS?' }] })
    const accept = asked.kind === 'answer' ? 'text/event-stream' : 'application/json'
    io.out('')
    io.out('Ask one:')
    io.out(`  curl --no-buffer -H 'content-type: application/json' -H 'accept: ${accept}' \\`)
    io.out(`    -d '${body}' ${runtime.url}/chains/${asked.name}`)
  }
  io.out('')
  io.out('Ctrl-C ends it.')
}

/** Why the runtime did not start, where its settings or its port are at fault. */
function refusal(error: unknown, port: number): string {
  if (error instanceof SettingsError) return `The runtime does not start: ${error.message}`
  const told = portRefusal(error, port, 'PORT', PORT, 'npm start')
  if (told === undefined) throw error
  return told
}

export const command: Command = {
  name: 'start',
  summary: 'runs everything on this machine: local AWS and the runtime, with the chains as they are now',
  usage: `npm start

Compiles the chains below chains/, runs them on local AWS and serves them, on 127.0.0.1, until Ctrl-C.
It needs no account and no network. Tasks beyond Bedrock are served by chains/local-services.ts.

  PORT              the runtime's port; default ${PORT}
  LOCAL_AWS_PORT    local AWS's port; default ${LOCAL_AWS_PORT}
  LOCAL_MODEL_URL   an OpenAI-compatible server that answers in place of the stand-in model`,
  options: {},
  run: async (_, io) => {
    const { cwd, environment, signal } = io
    const awsPort = portOf(environment['LOCAL_AWS_PORT'], LOCAL_AWS_PORT)
    if (awsPort === undefined) {
      io.error(notAPort('LOCAL_AWS_PORT', environment['LOCAL_AWS_PORT']))
      return 2
    }
    const project = await compileProject(cwd)
    report(project.problems, project.locate, io)
    if (project.problems.some(({ severity }) => severity === 'error')) return 1
    const { machines, manifests, sources } = served(project, environment)

    let aws: LocalAws
    try {
      const knowledge = join(cwd, 'chains', 'knowledge')
      aws = await startLocalAws({
        port: awsPort,
        machines,
        knowledge,
        services: localServiceModule(cwd),
        environment,
        log: (line) => io.error(line),
      })
    } catch (error) {
      const told = portRefusal(error, awsPort, 'LOCAL_AWS_PORT', LOCAL_AWS_PORT, 'npm start')
      if (told === undefined) throw error
      io.error(told)
      return 2
    }
    try {
      const settings = atHome(environment, manifests, aws.url)
      const log = (line: string) => io.out(requestLine(line))
      const runtime = await startRuntime({
        environment: settings,
        manifests,
        sources,
        prices: cataloguePrices,
        drainMs: DRAIN_MS,
        log,
      })
      announce(runtime, aws, manifests, io)
      if (!signal.aborted) await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }))
      await runtime.close()
      return 0
    } catch (error) {
      io.error(refusal(error, portOf(environment['AWS_LWA_PORT'] || environment['PORT'], PORT) ?? PORT))
      return 2
    } finally {
      await aws.close()
    }
  },
}
