/** What each builder uses by itself: states, and for models tries, tokens and money. */
import { callsOf, paidTries, worstCalls, worstStates } from '../lower/model/calls.ts'
import type { Call } from '../lower/model/calls.ts'
import type { Effort } from '../lower/retry.ts'
import { RECKONED } from '../reckoning.ts'
import type { AnswerOptions, BedrockTask, Loop, Model, Placed } from '../tree.ts'
import { ASSUMED } from './assumptions.ts'
import { ownSeconds } from './effort.ts'
import { MESSAGE, NOTHING, larger, sumOf, wordsOf } from './extent.ts'
import type { Extent } from './extent.ts'
import { repairExtent } from './request.ts'
import type { Sizes } from './sizes.ts'
import { NO_USE, either, inTurn, times } from './use.ts'
import type { Use } from './use.ts'
import { CONVERSATION } from './values.ts'
import type { OwnUse } from './ways.ts'

export interface Spending {
  readonly effort: Effort
  readonly sizes: Sizes
  readonly answer: AnswerOptions | null
  /** Text of the answer's system prompt. */
  readonly system: string
}

const PER_MILLION = 1_000_000

/** One call that is answered in full. A model takes no more than its window. */
function askedOnce({ price, contextWindow }: Model, asked: number, maxTokens: number): Use {
  const inputTokens = Math.min(asked, contextWindow)
  const usd = (inputTokens * price.input + maxTokens * price.output) / PER_MILLION
  return { ...NO_USE, modelCalls: 1, inputTokens, outputTokens: maxTokens, usd }
}

function modelUse(task: BedrockTask, request: Extent, effort: Effort): Use {
  const calls = callsOf(task, effort.of(task))
  const tokensOf = (call: Call) => request.tokens + (call === calls.repair ? repairExtent(task).tokens : 0)
  return worstCalls(calls).reduce((sum, { call, times: often }) => {
    const once = askedOnce(call.model, tokensOf(call), task.maxTokens)
    const paid = times(once, often * paidTries(call, calls))
    return inTurn(sum, { ...paid, modelCalls: often * call.attempts })
  }, NO_USE)
}

/** The final, streamed call: the dearest model that a caller may choose, with the conversation. */
function finalUse({ model, maxTokens, allow }: AnswerOptions, system: string, ending: Extent): Use {
  const own = wordsOf(system)
  const asked = sumOf([allow.system ? larger(own, MESSAGE) : own, ending, CONVERSATION]).tokens
  const tokens = asked + ASSUMED.messages * RECKONED.messageTokens
  return [model, ...(allow.models ?? [])].map((one) => askedOnce(one, tokens, maxTokens)).reduce(either)
}

export const ownUse =
  ({ effort, sizes, answer, system }: Spending): OwnUse =>
  (placed: Placed) => {
    const { builder, id } = placed
    switch (builder.kind) {
      case 'bedrockTask': {
        const calls = callsOf(builder, effort.of(builder))
        const use = modelUse(builder, sizes.requests.get(id) ?? NOTHING, effort)
        return { ...use, seconds: ownSeconds(placed, effort), states: worstStates(calls) }
      }
      case 'value':
      case 'loop':
        return NO_USE
      case 'systemChain': {
        const final = answer ? finalUse(answer, system, sizes.endings.get(id) ?? NOTHING) : NO_USE
        return { ...final, states: 1 }
      }
      case 'task':
      case 'parallel':
      case 'map':
      case 'choice':
      case 'wait':
      case 'fail':
      case 'say':
      case 'result':
        return { ...NO_USE, seconds: ownSeconds(placed, effort), states: 1 }
      default:
        return builder satisfies never
    }
  }

/**
 * What all turns of a loop use. With a limit of tokens what its model call reads before the last turn is no more than that, for
 * every try.
 */
export const turnsUse =
  (effort: Effort, own: OwnUse) =>
  ({ block, max, tokens }: Loop, once: Use): Use => {
    const all = times(once, max)
    const call = block.steps.find(({ builder }) => builder.kind === 'bedrockTask')
    if (tokens === undefined || call?.builder.kind !== 'bedrockTask') return all
    const { model, fallback } = call.builder
    const calls = callsOf(call.builder, effort.of(call.builder))
    const tries = worstCalls(calls).reduce((sum, one) => sum + one.times * paidTries(one.call, calls), 0)
    const { inputTokens } = own(call)
    const less = Math.max(0, inputTokens * max - (tokens * tries + inputTokens))
    const cheapest = Math.min(...[model, ...fallback].map(({ price }) => price.input))
    return { ...all, inputTokens: all.inputTokens - less, usd: all.usd - (less * cheapest) / PER_MILLION }
  }
