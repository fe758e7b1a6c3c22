/** How long compiling takes: in process, and as the command. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { compileChain } from '../../compiler/compile.ts'
import { Type, bedrockTask, chain, choice, claude, parallel, prompt, retrieve, systemChain } from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'
import type { Benchmark } from './benchmark.ts'
import { atMost, median } from './benchmark.ts'

const CHAINS = 1000
const model = claude.haiku45

/** A chain of 12 steps with prompts of its own: tasks in sequence, a parallel, a search, a choice. */
function twelveSteps(number: number): Chain {
  const ask = prompt(`Chain ${number}: {{#each messages}}{{role}}: {{content}}{{/each}} {{#if earlier}}Known: {{earlier}}{{/if}}`)
  const answer = { model, system: 'You answer.', maxTokens: 500 }
  return chain(`chain${number}`, { answer }, (step, { question, messages }) => {
    let earlier = question
    for (let index = 0; index < 6; index++) {
      const task = bedrockTask({ model, prompt: ask({ messages, earlier }), maxTokens: 50, timeout: 5, attempts: 2 })
      earlier = step(`step${index}`, task).text
    }
    const both = step(
      'both',
      parallel({
        keywords: bedrockTask({ model, prompt: ask({ messages, earlier }), timeout: 5, attempts: 2 }),
        known: bedrockTask({
          model,
          prompt: ask({ messages, earlier }),
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

/** Milliseconds a chain takes, all of them compiled once. */
function compileAll(first: number): number {
  const began = performance.now()
  for (let number = first; number < first + CHAINS; number++) {
    const { problems } = compileChain(twelveSteps(number), { file: `chains/chain${number}.ts`, readPrompt: () => undefined })
    if (problems.length > 0) throw new Error(JSON.stringify(problems[0]))
  }
  return (performance.now() - began) / CHAINS
}

function command(): number {
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['compiler/cli/bin.mjs', 'compile', '--check'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return performance.now() - began
}

export const benchmark: Benchmark = {
  name: 'compile',
  about: `${CHAINS} generated chains of 12 steps in process; npm run compile for this repository`,
  async run() {
    compileAll(0)
    const each = median([compileAll(CHAINS), compileAll(2 * CHAINS), compileAll(3 * CHAINS)])
    const rows = [atMost('a chain of 12 steps, build to manifest', each, 2.5, 'ms')]
    if (!existsSync('compiler/cli/bin.mjs')) return rows
    command()
    return [...rows, atMost('compile --check, wall', median([command(), command(), command()]), 1000, 'ms', 0)]
  },
}
