/** How a chain ends: with instructions for the final model call, with its own text, or with data. */
import type { Answer as AnswerTree } from '../tree.ts'
import type { Ref } from './ref.ts'
import { describeStep } from './step.ts'
import type { Answer, Result, Step } from './step.ts'
import { toExpression } from './value.ts'
import type { Giving, Text } from './value.ts'

export interface AnswerContext {
  /** What the final model is to know: passages, rows, failures. It goes into the system prompt as JSON, inside the chain's content tag. */
  readonly context?: Ref<readonly unknown[]> | readonly unknown[]
}

type Told = { readonly text: Text; readonly tag?: string }

function answer(operation: AnswerTree['operation'], given: AnswerContext, told?: Told): Step<Answer> {
  const described = { operation, ...told, ...given }
  return describeStep('systemChain', described, (_, at) => ({
    kind: 'systemChain',
    at,
    schema: null,
    operation,
    ...(told ? { prompt: toExpression(told.text, undefined, 'text') } : {}),
    ...(told?.tag === undefined ? {} : { tag: told.tag }),
    ...(given.context === undefined ? {} : { context: toExpression(given.context) }),
  }))
}

/** Ends the chain: the final model answers, with the chain's system prompt changed in one of four ways. */
export const systemChain = {
  /**
   * The system prompt as it is.
   * @example systemChain.keep({ context: docs.passages })
   */
  keep: (given: AnswerContext = {}): Step<Answer> => answer('KEEP', given),
  /**
   * Adds `text` at the end of the system prompt.
   * @example systemChain.append(prompt('The customer is from {{country}}.')({ country: params.country }))
   */
  append: (text: Text, given: AnswerContext = {}): Step<Answer> => answer('APPEND', given, { text }),
  /**
   * Puts `text` between the first `<tag>` and `</tag>` of the system prompt.
   * @example systemChain.replaceTag('tone', 'Be brief.')
   */
  replaceTag: (tag: string, text: Text, given: AnswerContext = {}): Step<Answer> => answer('REPLACE_TAG', given, { text, tag }),
  /**
   * Puts `text` in the place of the whole system prompt.
   * @example systemChain.replaceAll('Say that the search failed, and nothing else.')
   */
  replaceAll: (text: Text, given: AnswerContext = {}): Step<Answer> => answer('REPLACE_ALL', given, { text }),
} as const

/**
 * Ends the chain with the workflow's own text: no second model call.
 * @example say(draft.text)
 */
export const say = (text: Text): Step<Answer> =>
  describeStep('say', { text }, (_, at) => ({ kind: 'say', at, schema: null, text: toExpression(text) }))

/**
 * Ends a chain that returns data.
 * @example result({ text: draft.text, words: lists.count(texts.split(draft.text, ' ')) })
 */
export const result = <T>(data: Giving<T>): Step<Result<T>> =>
  describeStep('result', { data }, (_, at) => ({ kind: 'result', at, schema: null, value: toExpression(data) }))
