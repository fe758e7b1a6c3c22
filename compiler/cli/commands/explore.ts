/** `explore`: every way through every chain, with whatever may come of its tasks. */
import { availableParallelism } from 'node:os'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { compileChain } from '../../compile.ts'
import type { Compiled } from '../../compile.ts'
import { runnerOf } from '../../explore/attempt.ts'
import { explore, inThisThread } from '../../explore/explore.ts'
import type { Explored } from '../../explore/explore.ts'
import { randomOf } from '../../explore/random.ts'
import { isProved, reportLines, reportOf } from '../../explore/report.ts'
import type { ChainReport } from '../../explore/report.ts'
import { subjectOf } from '../../explore/subject.ts'
import type { Subject } from '../../explore/subject.ts'
import { threadsOf } from '../../explore/threads.ts'
import type { Threads } from '../../explore/threads.ts'
import { promptReader } from '../../prompt-files.ts'
import { locator } from '../bundle.ts'
import { noSuchChain } from '../unknown-name.ts'
import type { Arguments, Command, Io } from '../command.ts'
import { loadChains } from '../load.ts'
import type { LoadedChain } from '../load.ts'
import { report } from '../report.ts'

/** What a thread of this command runs. */
export { work } from '../../explore/threads.ts'

const RUNS = 1000
const FAULTS = 2
const SEED = 1
const MOST_THREADS = 4
const INTERRUPTED = 130

type Output = NonNullable<Compiled['output']>
type Locate = ReturnType<typeof locator>

interface Options {
  readonly runs: number
  readonly faults: number
  readonly seed: number
  readonly threads: number
}

/** A whole number out of an option; null for anything else. */
function numberIn(given: string | boolean | undefined, usual: number, least: number, most: number): number | null {
  if (given === undefined) return usual
  const number = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : -1
  return number >= least && number <= most ? number : null
}

function optionsOf({ runs, faults, seed, threads }: Arguments['values']): Options | string {
  const options = {
    runs: numberIn(runs, RUNS, 1, 10_000_000),
    faults: numberIn(faults, FAULTS, 0, 2),
    seed: numberIn(seed, SEED, 0, 999_999_999),
    threads: numberIn(threads, Math.min(MOST_THREADS, availableParallelism()), 1, 64),
  }
  const wrong = Object.entries(options).find(([, value]) => value === null)?.[0]
  return wrong === undefined ? (options as Options) : `--${wrong} takes a whole number${wrong === 'faults' ? ': 0, 1 or 2' : ''}.`
}

/** The path of an import from `file`. */
function importFrom(file: string, to: string): string {
  const path = relative(dirname(file), to)
  return path.startsWith('.') ? path : `./${path}`
}

/** Where the step of a state is written, or the step that it is inside of, where that is not the author's own. */
function placeOf(state: string, output: Output, locate: Locate): string | undefined {
  const placed = output.origins.get(state)
  const position = placed ? locate(placed.name === null ? placed.builder.at : placed.at) : null
  if (position) return `${position.file}:${position.line}:${position.column}`
  const around = state.lastIndexOf('.')
  return around < 0 ? undefined : placeOf(state.slice(0, around), output, locate)
}

async function exploreChain(
  { file, chain }: LoadedChain,
  output: Output,
  { runs, faults, seed }: Options,
  threads: Threads | null,
  io: Io,
): Promise<ChainReport> {
  const subject: Subject = subjectOf(chain.build(), output.manifest, output.definition)
  const runner = runnerOf(subject)
  const explored: Explored = await explore(subject, {
    runs,
    faults,
    random: randomOf(seed),
    runAll: threads ? threads.running(subject) : inThisThread(runner),
    signal: io.signal,
    progress: (made) => io.progress?.(`${chain.name}  ${made} of at most ${runs} runs`),
  })
  io.progress?.('')
  const locate = locator(io.cwd)
  const testFile = file.replace(/\.ts$/, '.test.ts')
  return reportOf(explored, {
    subject,
    runner,
    states: output.origins.size,
    at: (state) => placeOf(state, output, locate) ?? file,
    testFile: {
      chain: `./${basename(file)}`,
      kit: importFrom(file, 'compiler/testing.ts'),
      text: existsSync(join(io.cwd, testFile)) ? readFileSync(join(io.cwd, testFile), 'utf8') : null,
    },
  })
}

async function exploreAll(named: readonly string[], options: Options, asJson: boolean, io: Io): Promise<number> {
  const { chains, problems } = await loadChains(io.cwd)
  const names = chains.map(({ chain }) => chain.name)
  const unknown = named.map((name) => noSuchChain(name, names)).find((sentence) => sentence !== undefined)
  if (unknown !== undefined) {
    io.error(unknown)
    return 2
  }
  const chosen = chains.filter(({ chain }) => named.length === 0 || named.includes(chain.name))
  const readPrompt = promptReader(io.cwd)
  const compiled = chosen.map((loaded) => ({ loaded, ...compileChain(loaded.chain, { file: loaded.file, readPrompt }) }))
  const wrong = [...problems, ...compiled.flatMap((one) => one.problems)].filter(({ severity }) => severity === 'error')
  report(wrong, locator(io.cwd), io)
  if (wrong.length > 0) return 1

  // a bundle can be run by threads; sources, as in tests, cannot
  const threads = options.threads > 1 && import.meta.url.endsWith('.mjs') ? threadsOf(import.meta.url, options.threads) : null
  const reports: ChainReport[] = []
  try {
    for (const { loaded, output } of compiled) {
      if (!output || io.signal.aborted) break
      const one = await exploreChain(loaded, output, options, threads, io)
      reports.push(one)
      if (!asJson) for (const line of reportLines(one)) io.out(line)
    }
  } finally {
    await threads?.close()
  }
  if (asJson) io.out(JSON.stringify({ ...options, chains: reports }, null, 2))
  else if (chosen.length === 0) io.out('There are no chains below chains/.')
  if (io.signal.aborted) return INTERRUPTED
  return reports.every(isProved) ? 0 : 1
}

export const command: Command = {
  name: 'explore',
  summary: 'run every way through the chains, with whatever may come of their tasks',
  usage: `npm run explore [-- CHAIN … --runs N --faults 0|1|2 --seed N --threads N --json]

Runs the compiled machines of the chains, or of those that are named, on this machine and on a clock of its own. Inputs and
results of tasks are made from their schemas, the plainest first, then whatever machines stumble over: empty lists, absent
fields, long and strange texts, JSON that is wrong, cut off or in a fence, answers that come too late, and faults.

A chain holds when every run ends in a valid answer, in a fail of its own, or in a task's own error that has had all its
tries and that nothing in the chain catches; when it ends within 256 KiB and five minutes; when every step gives what its
schema says, no task is given up before its tries are over, every model call is counted and Bedrock would take every request;
and when every edge was walked. What does not hold is told in its simplest form, as a test to paste into chains/NAME.test.ts.

  --runs N      runs of each chain at most; ${RUNS} when absent. Fewer are made where there are no more to make
  --faults N    faults at most in one run: 0, 1 or 2; ${FAULTS} when absent. A fault that stays counts as one
  --seed N      another choice of the runs that chance draws; ${SEED} when absent
  --threads N   as many as there are cores, and ${MOST_THREADS} at most, when absent
  --json        what was found as JSON

Exit code: 0 all hold, 1 something is refuted or not reached, 2 the call is wrong.`,
  positionals: true,
  options: {
    runs: { type: 'string' },
    faults: { type: 'string' },
    seed: { type: 'string' },
    threads: { type: 'string' },
    json: { type: 'boolean' },
  },
  run({ values, positionals }, io) {
    const options = optionsOf(values)
    if (typeof options !== 'string') return exploreAll(positionals, options, values['json'] === true, io)
    io.error(options)
    return Promise.resolve(2)
  },
}
