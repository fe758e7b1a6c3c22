/** How long exploring takes: many runs of a chain of 12 steps, in as many threads as `npm run explore` takes on two cores. */
import { compileChain } from '../../compiler/compile.ts'
import { explore } from '../../compiler/explore/explore.ts'
import { randomOf } from '../../compiler/explore/random.ts'
import { subjectOf } from '../../compiler/explore/subject.ts'
import { threadsOf } from '../../compiler/explore/threads.ts'
import type { Benchmark } from './benchmark.ts'
import { atMost } from './benchmark.ts'
import { twelveSteps } from './twelve-steps.ts'

/** What a thread of this benchmark runs. */
export { work } from '../../compiler/explore/threads.ts'

const RUNS = 10_000
const CORES = 2

async function exploreAll() {
  const built = twelveSteps(0, 'eight prompts')
  const { output, problems } = compileChain(built, { file: 'chains/chain0.ts', readPrompt: () => undefined })
  if (!output) throw new Error(JSON.stringify(problems[0]))
  const subject = subjectOf(built.build(), output.manifest, output.definition)
  const threads = threadsOf(import.meta.url, CORES)
  const [began, used] = [performance.now(), process.cpuUsage()]
  try {
    const explored = await explore(subject, { runs: RUNS, faults: 2, random: randomOf(1), runAll: threads.running(subject) })
    const { user, system } = process.cpuUsage(used)
    return { explored, wall: (performance.now() - began) / 1000, cpu: (user + system) / 1_000_000 }
  } finally {
    await threads.close()
  }
}

export const benchmark: Benchmark = {
  name: 'explore',
  about: `${RUNS} runs of a chain of 12 steps, every answer and up to two faults, in ${CORES} threads`,
  async run() {
    const { explored, wall, cpu } = await exploreAll()
    const { runs, paths, missed, refutations } = explored
    if (runs !== RUNS) throw new Error(`Only ${runs} runs were made.`)
    return [
      atMost(`${runs} runs, wall`, wall, 30, 's', 1),
      { what: 'of the processor, by all threads', seen: `${cpu.toFixed(1)} s` },
      { what: 'paths walked', seen: String(paths) },
      { what: 'edges not walked, and what is refuted', seen: `${missed.length}, ${refutations.length}` },
    ]
  },
}
