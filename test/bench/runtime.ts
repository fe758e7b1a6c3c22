/**
 * What the bundled runtime costs beside the thinnest proxy of the same flow on the same SDK, bundled the same way: both in turn, round
 * by round, on one machine, against one stand-in for AWS. Each figure is a ratio of medians. `BENCH_QUICK=1` leaves out what takes long.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { BUNDLE_OPTIONS, bundleRuntime } from '../../runtime/bundle/bundle.ts'
import { selfSigned } from '../runtime/support/certificate.ts'
import type { Benchmark, Row } from './benchmark.ts'
import { atMost, median } from './benchmark.ts'
import { farModel } from './runtime/far-model.ts'
import { load } from './runtime/load.ts'
import type { Answers, Question } from './runtime/load.ts'
import { canWatch, cpuMs, rssMb, startServer, stopServer } from './runtime/server-process.ts'
import type { ServerProcess } from './runtime/server-process.ts'
import { slowReader } from './runtime/slow-reader.ts'
import { soak } from './runtime/soak.ts'

const root = process.cwd()
const MOST_BYTES = 650_000
const ROUNDS = 5
const STARTS = 21

type Name = 'floor' | 'ours'
const NAMES = ['floor', 'ours'] as const
type Both<T> = Readonly<Record<Name, T>>
interface Seen extends Answers {
  /** Of processor time, for each request. */
  readonly cpuMs: number
  readonly rssMb: number
}

const times = '×'

/** Both servers in turn, and in the other order in every second round. */
async function sideBySide(servers: Both<ServerProcess>, callers: number, requests: number, question: Question, rounds = ROUNDS) {
  const seen: Both<Seen[]> = { floor: [], ours: [] }
  for (let round = 0; round < rounds; round++)
    for (const name of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const server = servers[name]
      const before = canWatch ? cpuMs(server) : 0
      const answers = await load(server.url, callers, requests, question)
      if (answers.errors > 0) throw new Error(`${name}: ${answers.errors} requests failed with ${callers} callers`)
      const spent = canWatch ? (cpuMs(server) - before) / requests : Number.NaN
      seen[name].push({ ...answers, cpuMs: spent, rssMb: canWatch ? rssMb(server) : Number.NaN })
    }
  const of = (name: Name, pick: (one: Seen) => number) => median(seen[name].map(pick))
  return { of, ratio: (pick: (one: Seen) => number) => of('ours', pick) / of('floor', pick) }
}

const PACED: Question = { delayMs: 50, model: { count: 50, everyMs: 10 } }
const UNPACED: Question = { delayMs: 0, model: { count: 5000 } }

async function* ratios(servers: Both<ServerProcess>): AsyncGenerator<Row> {
  // Both compiled to machine code before either is measured.
  for (const name of NAMES) await load(servers[name].url, 10, 400, { delayMs: 0, model: { count: 50 } })
  for (const [callers, requests] of [
    [1, 8],
    [10, 60],
    [50, 150],
  ] as const) {
    const { of, ratio } = await sideBySide(servers, callers, requests, PACED)
    const at = `${callers} at once`
    yield atMost(
      `TTFB p50, ${at}`,
      ratio(({ firstBytes }) => median(firstBytes)),
      1.1,
      times,
    )
    yield { what: `TTFB p50, ${at}, ours`, seen: `${of('ours', ({ firstBytes }) => median(firstBytes)).toFixed(1)} ms` }
    yield atMost(
      `total p50, ${at}`,
      ratio(({ totals }) => median(totals)),
      1.05,
      times,
    )
    if (!canWatch) continue
    yield atMost(
      `CPU a request, ${at}`,
      ratio((one) => one.cpuMs),
      1.15,
      times,
    )
    if (callers === 50)
      yield atMost(
        `RSS, ${at}`,
        ratio((one) => one.rssMb),
        1.25,
        times,
      )
  }
  const { of, ratio } = await sideBySide(servers, 1, 6, UNPACED)
  const rate = ratio((one) => one.deltasPerSecond)
  yield { what: 'deltas a second, unpaced', seen: `${rate.toFixed(2)} ×`, bound: '≥ 1 ×', holds: rate >= 1 }
  const perSecond = of('ours', (one) => one.deltasPerSecond)
  yield { what: 'deltas a second, unpaced, ours', seen: `${Math.round(perSecond / 1000)} k/s` }
}

/** What a person waits for beyond the workflow and the model's own first token; the floor's is what the SDK and the machine take. */
async function* tax(servers: Both<ServerProcess>): AsyncGenerator<Row> {
  const FIRST_MS = 200
  const taxes: Both<number[]> = { floor: [], ours: [] }
  for (const delayMs of [300, 500, 700, 1100, 1500])
    for (const name of NAMES) {
      const { firstBytes } = await load(servers[name].url, 1, 3, { delayMs, model: { count: 5, everyMs: 5, firstMs: FIRST_MS } })
      taxes[name].push(...firstBytes.map((ms) => ms - delayMs - FIRST_MS))
    }
  yield atMost('TTFT tax p50, workflows of 300 to 1,500 ms', median(taxes.ours), 15, 'ms', 1)
  yield { what: 'TTFT tax p50, the floor', seen: `${median(taxes.floor).toFixed(1)} ms` }
}

async function* starts(files: Both<string>, environment: NodeJS.ProcessEnv): AsyncGenerator<Row> {
  const ready: Both<number[]> = { floor: [], ours: [] }
  const spent: Both<number[]> = { floor: [], ours: [] }
  for (let start = 0; start < STARTS; start++)
    for (const name of start % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const server = await startServer(files[name], environment)
      ready[name].push(server.readyMs)
      if (canWatch) spent[name].push(cpuMs(server))
      await stopServer(server)
    }
  yield atMost('start to first response, p50', median(ready.ours) / median(ready.floor), 1.15, times)
  yield { what: 'start to first response, p50, ours', seen: `${Math.round(median(ready.ours))} ms` }
  if (canWatch) yield { what: 'CPU of a start', seen: `${(median(spent.ours) / median(spent.floor)).toFixed(2)} ×` }
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

/** The proxy and the stand-in for AWS, built as the runtime is. */
async function built(folder: string, name: string): Promise<string> {
  const outfile = path.join(folder, `${name}.mjs`)
  const entryPoints = [path.join(root, 'test', 'bench', 'runtime', `${name}.ts`)]
  await build({ ...BUNDLE_OPTIONS, entryPoints, outfile, logLevel: 'error' })
  return outfile
}

async function startUpstream(file: string, parameters: readonly string[], children: ChildProcess[]): Promise<number> {
  const child = spawn(process.execPath, [file, ...parameters], { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return Number(String(line))
}

async function* measured(folder: string, children: ChildProcess[]): AsyncGenerator<Row> {
  const bundle = await bundleRuntime({ root, built: { manifests: [], prices: {}, sources: {} }, outputFolder: folder })
  yield {
    what: 'the bundle, minified',
    seen: `${Math.round(bundle.bytes / 1000)} kB`,
    bound: `≤ ${MOST_BYTES / 1000} kB`,
    holds: bundle.bytes <= MOST_BYTES,
  }
  const [floor, upstream] = await Promise.all([built(folder, 'floor'), built(folder, 'upstream')])
  const files = { floor, ours: bundle.file }
  const aws = `http://127.0.0.1:${await startUpstream(upstream, [], children)}`
  const environment = environmentFor(aws)
  const started = async (file: string) => {
    const server = await startServer(file, environment)
    children.push(server.child)
    return server
  }
  yield* starts(files, environment)
  const servers = { floor: await started(floor), ours: await started(bundle.file) }
  yield* ratios(servers)
  yield* tax(servers)
  const { key, cert } = selfSigned()
  const [keyFile, certificateFile] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')]
  writeFileSync(keyFile, key)
  writeFileSync(certificateFile, cert)
  const port = await startUpstream(upstream, [keyFile, certificateFile], children)
  yield* await farModel({ files, environment, port })
  if (process.env.BENCH_QUICK === '1') return
  yield* await slowReader(servers.ours, aws)
  yield* await soak(servers.ours)
}

async function* rows(): AsyncGenerator<Row> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stepchain-bench-'))
  const children: ChildProcess[] = []
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}')
  try {
    yield* measured(folder, children)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
}

export const benchmark: Benchmark = {
  name: 'runtime',
  about: `the bundle beside the thinnest proxy, medians of ${ROUNDS} rounds in turn`,
  run: rows,
}
