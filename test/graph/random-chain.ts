/** Random chains of up to a number of states: every kind of step, nested, with names and conditions of every length. */
import * as fc from 'fast-check'
import {
  Type,
  amazonNova,
  bedrockTask,
  chain,
  choice,
  claude,
  equals,
  greaterThan,
  lambda,
  llama,
  loop,
  map,
  or,
  parallel,
  result,
  retrieve,
  texts,
  value,
  wait,
  when,
} from '../../compiler/index.ts'
import type { Chain, PlaceStep, Ref } from '../../compiler/index.ts'
import { compileChain } from '../../compiler/compile.ts'
import { graphOf } from '../../compiler/emit/graph/of-machine.ts'
import type { Graph } from '../../compiler/emit/graph/graph.ts'

type Plan =
  | { readonly kind: 'ask'; readonly catches: boolean; readonly fallback: boolean }
  | { readonly kind: 'judge'; readonly repair: boolean }
  | { readonly kind: 'search' | 'call' | 'wait' }
  | { readonly kind: 'parallel' | 'choice'; readonly ways: readonly (readonly Plan[])[] }
  | { readonly kind: 'when'; readonly ways: readonly (readonly Plan[])[]; readonly long: boolean }
  | { readonly kind: 'map' | 'loop'; readonly inside: readonly Plan[] }

export const { plans } = fc.letrec<{ plan: Plan; plans: Plan[] }>((tie) => {
  const ways = (least: number, most: number) => fc.array(tie('plans'), { minLength: least, maxLength: most })
  return {
    plans: fc.array(tie('plan'), { minLength: 1, maxLength: 3, depthIdentifier: 'plans' }),
    plan: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'plans' },
      fc.record({ kind: fc.constant('ask' as const), catches: fc.boolean(), fallback: fc.boolean() }),
      fc.record({ kind: fc.constant('judge' as const), repair: fc.boolean() }),
      fc.record({ kind: fc.constantFrom('search' as const, 'call' as const, 'wait' as const) }),
      fc.record({ kind: fc.constant('parallel' as const), ways: ways(2, 4) }),
      fc.record({ kind: fc.constant('choice' as const), ways: ways(2, 2) }),
      fc.record({ kind: fc.constant('when' as const), ways: ways(2, 4), long: fc.boolean() }),
      fc.record({ kind: fc.constantFrom('map' as const, 'loop' as const), inside: tie('plans') }),
    ),
  }
})

const NAMES = ['a', 'docs', 'analysis', 'searchQuery', 'customerSatisfactionSurvey', 'translated_and_shortened_summary']
const Verdict = Type.Object({ good: Type.Boolean(), words: Type.Array(Type.String()) })
const Count = Type.Object({ count: Type.Integer() })
const quick = { timeout: 1, attempts: 1 } as const

interface Making {
  readonly step: PlaceStep
  readonly question: Ref<string>
  /** What is so far: a text to go on from. */
  readonly so: Ref<string>
}

/** Counts steps, so that each has a name of its own. */
function naming() {
  let made = 0
  return () => {
    const name = `${NAMES[made % NAMES.length]}${made}`
    made += 1
    return name
  }
}

function place(plan: Plan, making: Making, name: () => string): Ref<string> {
  const { step, so, question } = making
  const own = name()
  const block =
    (inside: readonly Plan[], given = so) =>
    (inner: PlaceStep) =>
      inside.reduce((before, one) => place(one, { step: inner, question, so: before }, name), given)
  switch (plan.kind) {
    case 'ask': {
      const fallback = plan.fallback ? { fallback: [amazonNova.lite] } : {}
      const caught = plan.catches ? { catch: () => value(Type.Object({ text: Type.String() }), { text: 'Sorry.' }) } : {}
      return step(own, bedrockTask({ model: llama.instruct8b, prompt: so, ...quick, ...fallback, ...caught })).text
    }
    case 'judge': {
      const repair = plan.repair ? { repair: 1 } : {}
      const judged = step(own, bedrockTask({ model: claude.haiku45, prompt: so, output: Verdict, ...quick, ...repair }))
      return step(name(), choice(judged.good, { true: value(Type.String(), 'yes'), false: value(Type.String(), 'no') }))
    }
    case 'search':
      step(own, retrieve({ knowledgeBase: 'KnowledgeBaseId', query: so, ...quick }))
      return so
    case 'call':
      step(own, lambda({ function: 'Function', payload: { so }, ...quick }))
      return so
    case 'wait':
      step(own, wait(1))
      return so
    case 'parallel':
      step(own, parallel(Object.fromEntries(plan.ways.map((way, index) => [`branch${index}`, block(way)]))))
      return so
    case 'choice':
      return step(own, choice(equals(so, 'x'), { true: block(plan.ways[0] ?? []), false: block(plan.ways[1] ?? []) }))
    case 'when': {
      const tests = plan.ways
        .slice(1)
        .map((_, index) =>
          plan.long
            ? or(equals(so, `a rather long text of ${index}`), greaterThan(texts.length(question), 1000 + index))
            : equals(so, `${index}`),
        )
      const [first, ...others] = plan.ways.slice(1).map((way, index) => ({ way, test: tests[index] as Ref<boolean> }))
      if (!first) return so
      const built = others.reduce((one, { way, test }) => one.when(test, block(way)), when(first.test, block(first.way)))
      return step(own, built.otherwise(block(plan.ways[0] ?? [])))
    }
    case 'map':
      step(
        own,
        map(texts.split(so, ' '), (inner: PlaceStep, item: Ref<string>) => block(plan.inside, item)(inner)),
      )
      return so
    case 'loop':
      step(
        own,
        loop({ carry: Count, start: { count: 0 }, max: 2, until: ({ count }) => greaterThan(count, 1) }, (inner, carry) => {
          block(plan.inside)(inner)
          return carry
        }),
      )
      return so
    default:
      return plan satisfies never
  }
}

/** A chain of a plan; its answer is data, or one of two ways. */
export const chainOf = (steps: readonly Plan[]): Chain =>
  chain('random', {}, (step, { question }) => {
    const name = naming()
    const text = steps.reduce((so, plan) => place(plan, { step, question, so }, name), question)
    return result({ text })
  })

export interface RandomGraph {
  readonly graph: Graph
  readonly states: number
}

/** Compiled, as the graphs of their machines; larger ones than `most` states are left out. */
export const randomGraph = (most: number): fc.Arbitrary<RandomGraph> =>
  plans
    .map((steps) => compileChain(chainOf(steps), { file: 'chains/random.ts', readPrompt: () => undefined }))
    .map(({ output, problems }) => {
      if (!output) throw new Error(problems.map(({ what }) => what).join('\n'))
      return { graph: graphOf({ name: 'random', ...output }), states: output.origins.size }
    })
    .filter(({ states }) => states <= most)
