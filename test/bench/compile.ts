/** How long compiling takes: in process, as the command, and after a save. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { compileChain } from '../../compiler/compile.ts'
import { Type, bedrockTask, chain, choice, claude, prompt, systemChain, value } from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'
import type { Benchmark } from './benchmark.ts'
import { atMost, median } from './benchmark.ts'
import { startInCopy } from './copy.ts'
import { twelveSteps } from './twelve-steps.ts'

const CHAINS = 1000
const SAVES = 5
const model = claude.haiku45

const TEXT = Type.Object({ text: Type.String() })

/** A chain of many steps, one after the other: a task, a choice of what it gave, and so on. */
function manySteps(steps: number, number: number): Chain {
  const ask = prompt(`Chain ${number}: {{question}} {{#if earlier}}Known: {{earlier}}{{/if}}`)
  return chain('many', { answer: { model, system: 'You answer.', maxTokens: 500 } }, (step, { question }) => {
    const isKnown = { model, prompt: ask({ question, earlier: '' }), output: Type.Object({ value: Type.Boolean() }) }
    const known = step('known', bedrockTask({ ...isKnown, timeout: 1, attempts: 1 }))
    let earlier = question
    for (let index = 1; index < steps; index += 2) {
      earlier = step(`say${index}`, bedrockTask({ model, prompt: ask({ question, earlier }), timeout: 1, attempts: 1 })).text
      const texts = { true: value(TEXT, { text: earlier }), false: value(TEXT, { text: `Step ${index}` }) }
      earlier = step(`said${index}`, choice(known.value, texts)).text
    }
    return systemChain.append(ask({ question, earlier }))
  })
}

/** Milliseconds a chain of so many steps takes. */
function compileMany(steps: number): number {
  const times = Array.from({ length: 9 }, (_, number) => {
    const built = manySteps(steps, number)
    const began = performance.now()
    const { problems } = compileChain(built, { file: 'chains/many.ts', readPrompt: () => undefined })
    if (problems.some(({ severity }) => severity === 'error')) throw new Error(JSON.stringify(problems[0]))
    return performance.now() - began
  })
  return median(times)
}

/** Milliseconds a chain takes, all of them compiled once: by the clock, and of the processor, which others on it disturb less. */
function compileAll(round: number, prompts: 'one prompt' | 'eight prompts') {
  const [began, used] = [performance.now(), process.cpuUsage()]
  for (let number = round * CHAINS; number < (round + 1) * CHAINS; number++) {
    const built = twelveSteps(number, prompts)
    const { problems } = compileChain(built, { file: `chains/chain${number}.ts`, readPrompt: () => undefined })
    if (problems.some(({ severity }) => severity === 'error')) throw new Error(JSON.stringify(problems[0]))
  }
  const { user, system } = process.cpuUsage(used)
  return { wall: (performance.now() - began) / CHAINS, cpu: (user + system) / 1000 / CHAINS }
}

function command(): number {
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['compiler/cli/bin.mjs', 'compile', '--check'], { encoding: 'utf8' })
  // whether what is committed is up to date is for `npm run check` to say
  if (status !== 0 && !stderr.includes(' is stale')) throw new Error(stderr)
  return performance.now() - began
}

/** Milliseconds from a save in a copy of this project to compile's word on it; the type checker and lint, which follow, are awaited. */
async function saves(): Promise<number> {
  const watching = startInCopy('compile', '--watch')
  try {
    await watching.until(/^compiled in/)
    const times: number[] = []
    for (let save = 0; save < SAVES; save++) {
      await watching.until(/^(?:tsc|oxlint):/)
      await watching.until(/^(?:tsc|oxlint):/)
      const began = performance.now()
      appendFileSync(join(watching.project, 'chains', 'rag.ts'), `// ${save}\n`)
      await watching.until(/^compiled in/)
      times.push(performance.now() - began)
    }
    return median(times)
  } finally {
    await watching.end()
  }
}

export const benchmark: Benchmark = {
  name: 'compile',
  about: `${CHAINS} generated chains of 12 steps in process, long chains; npm run compile for this repository, and its --watch`,
  async run() {
    // the compiler becomes machine code before it is measured
    const first = compileAll(0, 'one prompt')
    compileAll(1, 'one prompt')
    const rounds = [2, 3, 4, 5, 6].map((round) => compileAll(round, 'one prompt'))
    const own = [7, 8, 9].map((round) => compileAll(round, 'eight prompts'))
    const [some, many] = [compileMany(125), compileMany(500)]
    const rows = [
      atMost('a chain of 12 steps, build to manifest', median(rounds.map(({ wall }) => wall)), 2.5, 'ms'),
      { what: 'of the processor', seen: `${median(rounds.map(({ cpu }) => cpu)).toFixed(2)} ms` },
      { what: 'of the first thousand, by the clock', seen: `${first.wall.toFixed(2)} ms` },
      { what: 'with eight prompts instead of one', seen: `${median(own.map(({ wall }) => wall)).toFixed(2)} ms` },
      { what: 'a chain of 500 steps', seen: `${many.toFixed(0)} ms` },
      atMost('a step of it, beside one of a chain of 125', many / some / 4, 2, '×'),
    ]
    if (!existsSync('compiler/cli/bin.mjs')) return rows
    command()
    return [
      ...rows,
      atMost('compile --check, wall', median([command(), command(), command()]), 1000, 'ms', 0),
      atMost("compile --watch, from a save to compile's word", await saves(), 150, 'ms', 0),
    ]
  },
}
