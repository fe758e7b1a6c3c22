/**
 * What the bundled runtime costs beside the thinnest proxy of the same flow on the same SDK, bundled the same way. The
 * proxy, the AWS that both call and the client that measures are tools from outside: where they are not, this says so.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { bundleRuntime } from '../../runtime/bundle/bundle.ts'
import type { Benchmark, Row } from './benchmark.ts'
import { atMost, median } from './benchmark.ts'

const root = process.cwd()
const tools = path.resolve(root, '../shared/bench')
const tool = (name: string) => path.join(tools, name)
const TOOLS = ['fake-aws.mjs', 'floor.mjs', 'load.mjs', 'ready.mjs', 'body.json'].map(tool)
const MOST_BYTES = 650_000
const ROUNDS = 3
/** Set, 200 streams of a minute are run, too. */
const SOAK = 'BENCH_SOAK'
const SOAK_STREAMS = 200

interface Spread {
  readonly p50: number
}
/** What the load client prints, as far as it is read here. */
interface Load {
  readonly errors: number
  readonly ttfb: Spread
  readonly total: Spread
  readonly deltasPerSecond: number
  readonly process: { readonly cpuMsPerRequest: number; readonly rssKb: number }
}
interface Server {
  readonly url: string
  readonly pid: number
}
type Name = 'floor' | 'ours'
type Servers = Readonly<Record<Name, Server>>

const run = promisify(execFile)

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const environmentFor = (aws: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL_SFN: aws,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: aws,
  STATEMACHINE_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:seed',
  NODE_NO_WARNINGS: '1',
})

/** The load client against one server; `deltas` is what the fake model sends in each answer. */
async function load(url: string, callers: number, requests: number, deltas: number, pid?: number): Promise<Load> {
  const given = [tool('load.mjs'), '--url', url, '--body', tool('body.json'), '-c', callers, '-n', requests, '--tokens', deltas]
  const { stdout } = await run(process.execPath, [...given, ...(pid === undefined ? [] : ['--pid', pid])].map(String))
  return JSON.parse(stdout) as Load
}

/** Both servers in turn, round by round, so that both see the same machine. */
async function sideBySide(servers: Servers, callers: number, requests: number, deltas: number) {
  const seen: Record<Name, Load[]> = { floor: [], ours: [] }
  for (let round = 0; round < ROUNDS; round++)
    for (const name of ['floor', 'ours'] as const)
      seen[name].push(await load(servers[name].url, callers, requests, deltas, servers[name].pid))
  const errors = [...seen.floor, ...seen.ours].reduce((sum, one) => sum + one.errors, 0)
  if (errors > 0) throw new Error(`${errors} requests failed with ${callers} callers`)
  const ratio = (pick: (one: Load) => number) => median(seen.ours.map(pick)) / median(seen.floor.map(pick))
  return { ratio, seen }
}

interface Told {
  readonly sfn?: { readonly delayMs: number }
  readonly bedrock?: { readonly chunks: number; readonly chunkDelayMs: number }
}
const setter = (aws: string) => async (told: Told) => {
  const body = { record: false, ...told, bedrock: { ...told.bedrock, stamp: true } }
  await fetch(`${aws}/__control`, { method: 'PUT', body: JSON.stringify(body) })
}

const times = '×'
async function ratios(servers: Servers, set: (told: Told) => Promise<void>): Promise<readonly Row[]> {
  // both compiled to machine code before either is measured
  await set({ sfn: { delayMs: 0 }, bedrock: { chunks: 200, chunkDelayMs: 0 } })
  for (const { url } of Object.values(servers)) await load(url, 10, 200, 200)
  const rows: Row[] = []
  await set({ sfn: { delayMs: 50 }, bedrock: { chunks: 50, chunkDelayMs: 10 } })
  for (const [callers, requests] of [
    [1, 8],
    [10, 60],
    [50, 150],
  ] as const) {
    const { ratio } = await sideBySide(servers, callers, requests, 50)
    rows.push(
      atMost(
        `TTFB p50, ${callers} at once`,
        ratio(({ ttfb }) => ttfb.p50),
        1.1,
        times,
      ),
      atMost(
        `total p50, ${callers} at once`,
        ratio(({ total }) => total.p50),
        1.05,
        times,
      ),
    )
    if (callers > 1) {
      const cpu = ratio((one) => one.process.cpuMsPerRequest)
      rows.push(atMost(`CPU a request, ${callers} at once`, cpu, 1.15, times))
    }
    if (callers === 50)
      rows.push(
        atMost(
          'RSS, 50 at once',
          ratio((one) => one.process.rssKb),
          1.25,
          times,
        ),
      )
  }
  await set({ sfn: { delayMs: 0 }, bedrock: { chunks: 5000, chunkDelayMs: 0 } })
  const { ratio, seen } = await sideBySide(servers, 1, 10, 5000)
  const rate = ratio((one) => one.deltasPerSecond)
  const perSecond = median(seen.ours.map((one) => one.deltasPerSecond))
  return [
    ...rows,
    { what: 'deltas a second, unpaced', seen: `${rate.toFixed(2)} ×`, bound: '≥ 1 ×', holds: rate >= 1 },
    { what: 'deltas a second, unpaced, ours', seen: `${Math.round(perSecond / 1000)} k/s` },
  ]
}

/** What a person waits for beyond the workflow and the model: ours less an answer that nothing stands before. */
async function tax(ours: Server, aws: string, set: (told: Told) => Promise<void>): Promise<Row> {
  const taxes: number[] = []
  for (const delayMs of [300, 700, 1500]) {
    await set({ sfn: { delayMs }, bedrock: { chunks: 5, chunkDelayMs: 5 } })
    const direct = await load(`${aws}/__direct`, 1, 3, 5)
    taxes.push((await load(ours.url, 1, 3, 5)).ttfb.p50 - direct.ttfb.p50)
  }
  return atMost('TTFT tax p50, workflows of 300 to 1,500 ms', median(taxes), 15, 'ms', 1)
}

async function starts(files: Readonly<Record<Name, string>>, environment: NodeJS.ProcessEnv): Promise<readonly Row[]> {
  const commands = Object.entries(files).flatMap(([name, file]) => [name, `exec "${process.execPath}" "${file}"`])
  const given = [tool('ready.mjs'), '--port', String(await freePort()), '--runs', '9', '--', ...commands]
  const { stdout } = await run(process.execPath, given, { env: environment })
  const seen = JSON.parse(stdout) as readonly { readonly label: Name; readonly responseMs: Spread }[]
  const of = (name: Name) => seen.find(({ label }) => label === name)?.responseMs.p50 ?? Number.NaN
  return [
    atMost('start to first response, p50', of('ours') / of('floor'), 1.15, times),
    { what: 'start to first response, p50, ours', seen: `${Math.round(of('ours'))} ms` },
  ]
}

const rssOf = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

/** 1,200 deltas 50 ms apart, to each of 200 callers at once. */
async function soak(ours: Server, set: (told: Told) => Promise<void>): Promise<readonly Row[]> {
  await set({ sfn: { delayMs: 50 }, bedrock: { chunks: 1200, chunkDelayMs: 50 } })
  const resident: number[] = []
  const timer = setInterval(() => resident.push(rssOf(ours.pid)), 1000)
  const { errors } = await load(ours.url, SOAK_STREAMS, SOAK_STREAMS, 1200).finally(() => clearInterval(timer))
  // the load client's own warming-up call is a minute of one stream before
  const last = resident.slice(-55)
  const growth = (last.at(-1) ?? Number.NaN) / (last[Math.floor(last.length / 2)] ?? Number.NaN)
  return [
    { what: `${SOAK_STREAMS} streams of 60 s: errors`, seen: String(errors), bound: '0', holds: errors === 0 },
    atMost(`${SOAK_STREAMS} streams of 60 s: RSS at the end, to the middle's`, growth, 1.1, times),
  ]
}

async function measured(folder: string): Promise<readonly Row[]> {
  const ours = await bundleRuntime({ root, built: { manifests: [], prices: {}, sources: {} }, outputFolder: folder })
  const size: Row = {
    what: 'the bundle, minified',
    seen: `${Math.round(ours.bytes / 1000)} kB`,
    bound: `≤ ${MOST_BYTES / 1000} kB`,
    holds: ours.bytes <= MOST_BYTES,
  }
  const missing = TOOLS.filter((file) => !existsSync(file))
  if (missing.length > 0)
    return [size, { what: 'the rest needs tools that are not here', seen: missing.map((file) => path.basename(file)).join(', ') }]
  const floor = path.join(folder, 'floor.mjs')
  await build({
    entryPoints: [tool('floor.mjs')],
    nodePaths: [path.join(root, 'node_modules')],
    outfile: floor,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  const files = { floor, ours: ours.file }
  const children: ReturnType<typeof spawn>[] = []
  try {
    const fake = spawn(process.execPath, [tool('fake-aws.mjs'), '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(fake)
    const [line] = (await once(fake.stdout, 'data')) as [Buffer]
    const aws = /http:\/\/[^\s"]+/.exec(String(line))?.[0] ?? ''
    const environment = environmentFor(aws)
    const started = async (file: string): Promise<Server> => {
      const port = await freePort()
      const child = spawn(process.execPath, [file], {
        env: { ...environment, PORT: String(port) },
        stdio: 'ignore',
      })
      children.push(child)
      const url = `http://127.0.0.1:${port}/bedrock_claude_messages_api`
      while (!(await answers(url))) if (child.exitCode !== null) throw new Error(`${file} did not start`)
      return { url, pid: child.pid as number }
    }
    const servers = { floor: await started(files.floor), ours: await started(files.ours) }
    const set = setter(aws)
    return [
      ...(await ratios(servers, set)),
      await tax(servers.ours, aws, set),
      ...(await starts(files, environment)),
      size,
      ...(process.env[SOAK] === undefined
        ? [{ what: `${SOAK_STREAMS} streams of 60 s`, seen: `with ${SOAK}=1` }]
        : await soak(servers.ours, set)),
    ]
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )

export const benchmark: Benchmark = {
  name: 'runtime',
  about: `the bundle beside the thinnest proxy, medians of ${ROUNDS} rounds in turn`,
  run: async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'stepchain-bench-'))
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}')
    try {
      return await measured(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}
