/**
 * Which calls a model task can lead to: the first, a second one in another way where the first way's grammar may not be ready,
 * repairs, and other models.
 */
import type { BedrockTask, Model, StructuredWay } from '../../tree.ts'
import type { Tries } from '../retry.ts'

export interface Call extends Tries {
  /** What its state is called after the step; empty for the first. */
  readonly key: string
  readonly model: Model
  readonly way: StructuredWay | null
  /** A timeout is not tried again: another way is. */
  readonly isEarly?: true
}

export interface Calls {
  readonly first: Call
  /** Asked where the first one's grammar is not ready in time, or is refused. */
  readonly otherWay: Call | null
  /** Asked again with the wrong answer, up to `repairs` times. */
  readonly repair: Call | null
  readonly repairs: number
  readonly fallbacks: readonly Call[]
}

/** Tries of a call that is itself a second chance. */
const SECOND_CHANCE = 2
/** Seconds a grammar is waited for at least, and the share of a try's time. */
const LEAST_GRAMMAR_SECONDS = 4
const GRAMMAR_SHARE = 0.5

/** How a model answers by a schema without a grammar. */
const withoutGrammar = (model: Model): StructuredWay => (model.structured === 'prompt' || !model.forcedTool ? 'prompt' : 'tool')

/** A family that takes no tools in its own body is asked in the prompt. */
const inApi = (task: BedrockTask, model: Model, way: StructuredWay): StructuredWay =>
  task.api === 'invoke' && way !== 'prompt' && (model.vendor === 'meta' || model.vendor === 'mistral') ? 'prompt' : way

export function callsOf(task: BedrockTask, { attempts, timeout }: Tries): Calls {
  const { model, output, structured, repair = 0, fallback } = task
  const best = output ? inApi(task, model, structured ?? model.structured) : null
  const isGrammar = best === 'json_schema'
  const plain = output ? inApi(task, model, isGrammar ? withoutGrammar(model) : (best ?? 'prompt')) : null
  const chances = Math.min(attempts, SECOND_CHANCE)
  const hasOtherWay = isGrammar && structured === undefined
  return {
    first: hasOtherWay
      ? {
          key: '',
          model,
          way: best,
          attempts,
          timeout: Math.min(timeout, Math.max(LEAST_GRAMMAR_SECONDS, Math.round(timeout * GRAMMAR_SHARE))),
          isEarly: true,
        }
      : { key: '', model, way: best, attempts, timeout },
    otherWay: hasOtherWay
      ? { key: plain === 'tool' ? 'byTool' : 'byPrompt', model, way: plain, attempts: chances, timeout }
      : null,
    repair: output && repair > 0 ? { key: 'repair', model, way: plain, attempts: chances, timeout } : null,
    repairs: output ? repair : 0,
    fallbacks: fallback.map((other, index) => ({
      key: `fallback${index === 0 ? '' : index + 1}`,
      model: other,
      way: output ? inApi(task, other, withoutGrammar(other)) : null,
      attempts: chances,
      timeout,
    })),
  }
}

/** Calls on the longest way through a task, each with how often it is made, its own tries not counted. */
export function worstCalls(calls: Calls): readonly { readonly call: Call; readonly times: number }[] {
  const { first, otherWay, repair, repairs, fallbacks } = calls
  // other models are asked before the answer is wrong, and once more when a repair has failed
  const rounds = repair ? 2 : 1
  return [
    { call: first, times: 1 },
    ...(otherWay ? [{ call: otherWay, times: 1 }] : []),
    ...fallbacks.map((call) => ({ call, times: rounds })),
    ...(repair ? [{ call: repair, times: repairs }] : []),
  ]
}

/** How many states the longest way through a task enters. */
export function worstStates(calls: Calls): number {
  const asked = worstCalls(calls).reduce((sum, { times }) => sum + times, 0)
  return asked + (calls.repair ? 1 + calls.repairs : 0)
}

/**
 * How many tries of a call are paid for at most: of an answer that is wrong, and of one that came too late, as Bedrock has made it then.
 * A grammar that is not ready in time is asked for once.
 */
export const paidTries = (call: Call, calls: Calls): number => (call.isEarly && calls.repair ? 1 : call.attempts)
