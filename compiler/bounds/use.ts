/** What a part of a run uses at most, and what parts use together: one after the other, side by side, or one of several. */
export interface Use {
  /** Of the workflow. */
  readonly seconds: number
  /** States entered. */
  readonly states: number
  /** Tries of calls of models, the final one's included. */
  readonly modelCalls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** US dollars, for the models' tokens. */
  readonly usd: number
}

export const NO_USE: Use = { seconds: 0, states: 0, modelCalls: 0, inputTokens: 0, outputTokens: 0, usd: 0 }
export const ONE_STATE: Use = { ...NO_USE, states: 1 }

export const isFree = ({ seconds, states, modelCalls }: Use): boolean => seconds === 0 && states === 0 && modelCalls === 0

/** One after the other. */
export const inTurn = (one: Use, other: Use): Use =>
  other === NO_USE
    ? one
    : one === NO_USE
      ? other
      : {
          seconds: one.seconds + other.seconds,
          states: one.states + other.states,
          modelCalls: one.modelCalls + other.modelCalls,
          inputTokens: one.inputTokens + other.inputTokens,
          outputTokens: one.outputTokens + other.outputTokens,
          usd: one.usd + other.usd,
        }

/** At the same time. */
export const sideBySide = (one: Use, other: Use): Use => ({
  ...inTurn(one, other),
  seconds: Math.max(one.seconds, other.seconds),
})

/** One of the two: of each figure the larger. */
export const either = (one: Use, other: Use): Use =>
  one === other || other === NO_USE
    ? one
    : one === NO_USE
      ? other
      : {
          seconds: Math.max(one.seconds, other.seconds),
          states: Math.max(one.states, other.states),
          modelCalls: Math.max(one.modelCalls, other.modelCalls),
          inputTokens: Math.max(one.inputTokens, other.inputTokens),
          outputTokens: Math.max(one.outputTokens, other.outputTokens),
          usd: Math.max(one.usd, other.usd),
        }

/** Again and again. `rounds`: how often that takes its time, where several are at the same time. */
export const times = (one: Use, count: number, rounds = count): Use => ({
  seconds: one.seconds * rounds,
  states: one.states * count,
  modelCalls: one.modelCalls * count,
  inputTokens: one.inputTokens * count,
  outputTokens: one.outputTokens * count,
  usd: one.usd * count,
})
