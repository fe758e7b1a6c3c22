/**
 * Which calls a model task can lead to: the first, a second one in another way where the first way's grammar may not be ready,
 * repairs, and other models.
 */
import type { BedrockTask, Model, StructuredWay } from '../../tree.ts'
import { worstSeconds } from '../retry.ts'
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

/** Seconds the slowest way through a task takes, with every retry. */
export function worstTaskSeconds(task: BedrockTask, tries: Tries): number {
  const { first, otherWay, repair, repairs, fallbacks } = callsOf(task, tries)
  const seconds = ({ attempts, timeout }: Call) => worstSeconds(attempts, timeout)
  const others = [...(otherWay ? [otherWay] : []), ...fallbacks].reduce((sum, call) => sum + seconds(call), 0)
  return seconds(first) + others + (repair ? repairs * seconds(repair) : 0)
}

/** How many states the longest way through a task enters, and how many answers of a model are paid for on it. */
export function worstTaskCalls(task: BedrockTask): { readonly states: number; readonly answers: number } {
  const { otherWay, repairs, repair, fallbacks } = callsOf(task, { attempts: 1, timeout: 1 })
  const calls = 1 + (otherWay ? 1 : 0) + fallbacks.length
  return { states: calls + (repair ? 1 + 2 * repairs : 0), answers: 1 + repairs }
}
