/**
 * A machine of as few states as can be does what one does that has a state for everything: the same requests, answers and failures, in the
 * same time, for whatever runs the explorer makes.
 */
import { readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { load } from '../../runtime/engine/index.ts'
import type { Definition } from '../../compiler/asl.ts'
import { planEffort } from '../../compiler/bounds/index.ts'
import { promptsOf } from '../../compiler/check/prompts.ts'
import { compileChain } from '../../compiler/compile.ts'
import { runnerOf } from '../../compiler/explore/attempt.ts'
import type { Plan } from '../../compiler/explore/attempt.ts'
import { explore, inThisThread } from '../../compiler/explore/explore.ts'
import { randomOf } from '../../compiler/explore/random.ts'
import type { Chain } from '../../compiler/index.ts'
import { isChain } from '../../compiler/language/chain.ts'
import { lowerMachine } from '../../compiler/lower/machine.ts'
import { nameStates } from '../../compiler/lower/names.ts'
import { promptReader } from '../../compiler/prompt-files.ts'
import { failedState } from '../../compiler/testing/failed-state.ts'
import { newMemory, play } from '../../compiler/testing/play.ts'
import { script } from '../../compiler/testing/answers.ts'
import { ROOT } from '../support/root.ts'
import { subjectFor } from './exploring.ts'
import { anyChain, chainOf } from './random-chain.ts'

/** The chain's machine with a state for everything. */
function plainMachine(chain: Chain): Definition {
  const tree = chain.build()
  const prompts = promptsOf(tree, promptReader(ROOT))
  return lowerMachine({
    tree,
    names: nameStates(tree),
    effort: planEffort(tree),
    version: 'plain',
    plain: true,
    template: prompts.text,
    partial: prompts.partial,
    refused: (_, problems) => {
      throw new Error(problems[0]?.message)
    },
  }).definition
}

const countStates = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.entries(value).reduce(
        (sum, [name, member]) => sum + (name === 'States' ? Object.keys(member as object).length : 0) + countStates(member),
        0,
      )

const MOST_STATES = 20_000
/** Runs of each chain of this repository, and of each that is made at random; always the same ones. */
const RUNS = 40
const RANDOM_RUNS = 12
const CHAINS = 25
const SEED = 41

/** Runs made by the explorer for the usual machine, and what is different in the plain one. */
async function differences(chain: Chain, runs: number) {
  const subject = subjectFor(chain)
  const runner = runnerOf(subject)
  const plans: Plan[] = []
  const inOneThread = inThisThread(runner)
  await explore(subject, {
    runs,
    faults: 2,
    random: randomOf(2),
    runAll: (some, signal) => {
      plans.push(...some)
      return inOneThread(some, signal)
    },
  })
  const told = (definition: Definition) => {
    const machine = load(definition)
    const memory = newMemory()
    return async (plan: Plan) => {
      const { input, answers } = runner.exampleOf(plan)
      const next = script(answers)
      const plainest = (state: string) => subject.outcomes[state]?.[0]?.answer ?? { return: null }
      const played = await play(machine, {
        input,
        memory,
        maxStates: MOST_STATES,
        answer: ({ state }) => next(state) ?? plainest(state),
      })
      const { outcome, requests, seconds, events } = played
      const failed = failedState(events)
      const end =
        outcome.status === 'SUCCEEDED'
          ? withoutVersion(outcome.output)
          : { error: outcome.error, state: failed?.state, cause: failed ? '' : outcome.cause }
      return { status: outcome.status, end, requests: sorted(requests), seconds }
    }
  }
  const plain = plainMachine(chain)
  const [usually, plainly] = [told(subject.definition), told(plain)]
  const found: unknown[] = []
  for (const plan of plans) {
    const [one, other] = [await usually(plan), await plainly(plan)]
    if (comparable(one) !== comparable(other)) found.push({ plan: runner.exampleOf(plan), usually: one, plainly: other })
  }
  return { found, states: countStates(subject.definition), plain: countStates(plain) }
}

const withoutVersion = (output: unknown): unknown => {
  const { chain: _, ...rest } = output as { readonly chain?: unknown }
  return rest
}
/** Step Functions tells of an expression that fails where and how it is written: each machine writes it in its own way. */
const comparable = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'string' ? member.replace(/An error occurred while executing the state[^]*/, '') : member,
  )
/** Branches and items ask in whichever order. */
const sorted = (requests: readonly unknown[]) => requests.map(comparable).toSorted()

const files = readdirSync(new URL('../../chains/', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('local-services.ts'))
  .sort()

describe('the chains of this repository do the same with a state for everything', () => {
  it.each(files)('%s', async (file) => {
    const { default: chain } = (await import(`${ROOT}/chains/${file}`)) as { readonly default: unknown }
    if (!isChain(chain)) throw new TypeError(`${file} has no chain`)
    const { found, states, plain } = await differences(chain, RUNS)
    expect(found.slice(0, 1)).toEqual([])
    expect(plain).toBeGreaterThan(states)
  })
})

it('so do random chains', async () => {
  await fc.assert(
    fc.asyncProperty(anyChain, async (described) => {
      const chain = chainOf(described)
      if (!compileChain(chain, { file: 'chains/random.ts', readPrompt: () => undefined }).output) return
      const { found } = await differences(chain, RANDOM_RUNS)
      expect(found.slice(0, 1)).toEqual([])
    }),
    { seed: SEED, numRuns: CHAINS },
  )
}, 60_000)
