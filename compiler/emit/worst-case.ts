/** The most a run of the chain can use: states, tokens and money, on its costliest path. */
import type { Effort } from '../lower/effort.ts'
import { worstTaskCalls } from '../lower/model/calls.ts'
import { innerBlocks, placedIn } from '../tree.ts'
import type { Block, Built, ChainTree } from '../tree.ts'

interface Cost {
  readonly states: number
  readonly outputTokens: number
  readonly usd: number
}
const NOTHING: Cost = { states: 0, outputTokens: 0, usd: 0 }
const ONE_STATE: Cost = { ...NOTHING, states: 1 }
const PER_MILLION = 1_000_000
/** Items reckoned with when a list has no limit. */
const RECKONED_ITEMS = 10

const plus = (a: Cost, b: Cost): Cost => ({
  states: a.states + b.states,
  outputTokens: a.outputTokens + b.outputTokens,
  usd: a.usd + b.usd,
})
const times = (a: Cost, n: number): Cost => ({ states: a.states * n, outputTokens: a.outputTokens * n, usd: a.usd * n })
const larger = (a: Cost, b: Cost): Cost => ({
  states: Math.max(a.states, b.states),
  outputTokens: Math.max(a.outputTokens, b.outputTokens),
  usd: Math.max(a.usd, b.usd),
})

const blockCost = (block: Block): Cost =>
  placedIn(block)
    .map((placed) => builderCost(placed.builder))
    .reduce(plus, NOTHING)

function ownCost(builder: Built): Cost {
  if (builder.kind === 'value') return NOTHING
  if (builder.kind !== 'bedrockTask') return ONE_STATE
  const { states, answers } = worstTaskCalls(builder)
  const outputTokens = builder.maxTokens * answers
  const price = Math.max(...[builder.model, ...builder.fallback].map((model) => model.price.output))
  return { states, outputTokens, usd: (outputTokens * price) / PER_MILLION }
}

function repeats(builder: Built): number {
  if (builder.kind === 'loop') return builder.max
  if (builder.kind === 'map') return (builder.items.schema as { maxItems?: number }).maxItems ?? RECKONED_ITEMS
  return 1
}

function builderCost(builder: Built): Cost {
  const inner = innerBlocks(builder)
  const costs = (alternative: boolean) =>
    inner.filter(({ role }) => (role === 'case' || role === 'catch') === alternative).map(({ block }) => blockCost(block))
  const all = costs(false).reduce(plus, NOTHING)
  const one = costs(true).reduce(larger, NOTHING)
  return [ownCost(builder), times(all, repeats(builder)), one].reduce(plus)
}

/** `usd` counts the tokens answered at the catalogue's price, the final model's included; retries are not paid for. */
export function worstCase(tree: ChainTree, effort: Effort) {
  const { states, outputTokens, usd } = blockCost(tree.body)
  const final = tree.answer ? (tree.answer.maxTokens * tree.answer.model.price.output) / PER_MILLION : 0
  return { seconds: effort.seconds, states, inputTokens: 0, outputTokens, usd: Number((usd + final).toFixed(6)) }
}
