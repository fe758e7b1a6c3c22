/** The most a run of the chain can use: states, tokens and money, on its costliest path. */
import type { Effort } from '../lower/effort.ts'
import type { Block, ChainTree, Placed } from '../tree.ts'

interface Cost {
  readonly states: number
  readonly outputTokens: number
  readonly usd: number
}
const NOTHING: Cost = { states: 0, outputTokens: 0, usd: 0 }
const PER_MILLION = 1_000_000

const plus = (a: Cost, b: Cost): Cost => ({
  states: a.states + b.states,
  outputTokens: a.outputTokens + b.outputTokens,
  usd: a.usd + b.usd,
})
const most = (costs: readonly Cost[]): Cost =>
  costs.reduce(
    (a, b) => ({
      states: Math.max(a.states, b.states),
      outputTokens: Math.max(a.outputTokens, b.outputTokens),
      usd: Math.max(a.usd, b.usd),
    }),
    NOTHING,
  )

function blockCost(block: Block): Cost {
  const end = block.end.kind === 'builder' ? placedCost(block.end.placed) : NOTHING
  return block.steps.map(placedCost).reduce(plus, end)
}

function placedCost({ builder }: Placed): Cost {
  const state: Cost = { ...NOTHING, states: 1 }
  switch (builder.kind) {
    case 'bedrockTask': {
      const call: Cost = {
        states: 1,
        outputTokens: builder.maxTokens,
        usd: (builder.maxTokens * builder.model.price.output) / PER_MILLION,
      }
      return builder.catch ? plus(call, blockCost(builder.catch.block)) : call
    }
    case 'retrieve':
      return builder.catch ? plus(state, blockCost(builder.catch.block)) : state
    case 'parallel':
      return builder.branches.map(({ block }) => blockCost(block)).reduce(plus, state)
    case 'choice':
      return plus(state, most(builder.cases.map(({ block }) => blockCost(block))))
    case 'systemChain':
    case 'say':
    case 'result':
      return state
    case 'value':
      return NOTHING
    default:
      return builder satisfies never
  }
}

/** `usd` counts the tokens answered at the catalogue's price, the final model's included; retries are not paid for. */
export function worstCase(tree: ChainTree, effort: Effort) {
  const { states, outputTokens, usd } = blockCost(tree.body)
  const final = tree.answer ? (tree.answer.maxTokens * tree.answer.model.price.output) / PER_MILLION : 0
  return { seconds: effort.seconds, states, inputTokens: 0, outputTokens, usd: Number((usd + final).toFixed(6)) }
}
