/** How long compiling takes: in process, as the command, and after a save. */
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { compileChain } from '../../compiler/compile.ts'
import { Type, bedrockTask, chain, choice, claude, parallel, prompt, retrieve, systemChain, value } from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'
import type { Benchmark } from './benchmark.ts'
import { atMost, median } from './benchmark.ts'

const CHAINS = 1000
const SAVES = 5
const model = claude.haiku45

const promptOf = (name: string) =>
  prompt(`${name}: {{#each messages}}{{role}} of ${name}: {{content}}{{/each}} {{#if earlier}}In ${name}: {{earlier}}{{/if}}`)

/** A chain of 12 steps: tasks in sequence, a parallel, a search, a choice. Its names and the words of its prompts are its own, so that it is read anew. */
function twelveSteps(number: number, prompts: 'one prompt' | 'eight prompts'): Chain {
  const one = promptOf(`Chain ${number}`)
  const promptFor = (step: string) => (prompts === 'one prompt' ? one : promptOf(`Chain ${number}, ${step}`))
  const answer = { model, system: 'You answer.', maxTokens: 500 }
  return chain(`chain${number}`, { answer }, (step, { question, messages }) => {
    let earlier = question
    for (let index = 0; index < 6; index++) {
      const ask = promptFor(`step ${index}`)
      const task = bedrockTask({ model, prompt: ask({ messages, earlier }), maxTokens: 50, timeout: 5, attempts: 2 })
      earlier = step(`step${index}of${number}`, task).text
    }
    const both = step(
      'both',
      parallel({
        keywords: bedrockTask({ model, prompt: promptFor('keywords')({ messages, earlier }), timeout: 5, attempts: 2 }),
        known: bedrockTask({
          model,
          prompt: promptFor('known')({ messages, earlier }),
          output: Type.Object({ value: Type.Boolean() }),
          timeout: 5,
          attempts: 2,
        }),
      }),
    )
    const docs = step('docs', retrieve({ knowledgeBase: 'KnowledgeBaseId', query: both.keywords.text }))
    return choice(both.known.value, {
      true: systemChain.keep(),
      false: systemChain.append('Be brief.', { context: docs.passages }),
    })
  })
}

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
  const project = mkdtempSync(join(tmpdir(), 'stepchain-'))
  const command = join(process.cwd(), 'compiler', 'cli', 'bin.mjs')
  cpSync('chains', join(project, 'chains'), { recursive: true })
  for (const file of ['package.json', 'tsconfig.json', '.oxlintrc.json']) cpSync(file, join(project, file))
  for (const folder of ['compiler', 'runtime', 'node_modules']) symlinkSync(join(process.cwd(), folder), join(project, folder))
  const watching = spawn(process.execPath, [command, 'compile', '--watch'], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] })
  const told = new PassThrough()
  watching.stdout.pipe(told)
  watching.stderr.pipe(told)
  const lines = createInterface({ input: told })[Symbol.asyncIterator]()
  const until = async (word: RegExp): Promise<void> => {
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) if (word.test(line.value)) return
    throw new Error('compile --watch has ended')
  }
  try {
    await until(/^compiled in/)
    const times: number[] = []
    for (let save = 0; save < SAVES; save++) {
      await until(/^(?:tsc|oxlint):/)
      await until(/^(?:tsc|oxlint):/)
      const began = performance.now()
      appendFileSync(join(project, 'chains', 'rag.ts'), `// ${save}\n`)
      await until(/^compiled in/)
      times.push(performance.now() - began)
    }
    return median(times)
  } finally {
    watching.kill('SIGTERM')
    await new Promise((resolve) => watching.once('close', resolve))
    rmSync(project, { recursive: true })
  }
}

export const benchmark: Benchmark = {
  name: 'compile',
  about: `${CHAINS} generated chains of 12 steps in process, long chains; npm run compile for this repository, and its --watch`,
  async run() {
    compileAll(0, 'one prompt')
    const rounds = [1, 2, 3].map((round) => compileAll(round, 'one prompt'))
    const own = [4, 5, 6].map((round) => compileAll(round, 'eight prompts'))
    const [some, many] = [compileMany(125), compileMany(500)]
    const rows = [
      atMost('a chain of 12 steps, build to manifest', median(rounds.map(({ wall }) => wall)), 2.5, 'ms'),
      { what: 'of the processor', seen: `${median(rounds.map(({ cpu }) => cpu)).toFixed(2)} ms` },
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
