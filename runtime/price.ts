/** What a call of the final model costs, by a list of prices that whoever starts the runtime has. */
import type { Usage } from './model.ts'

/** US dollars per million tokens, by foundation model. */
export type Prices = Readonly<Record<string, { readonly input: number; readonly output: number }>>

export const usdBy =
  (prices: Prices) =>
  (model: string, { inputTokens, outputTokens }: Usage): number | null => {
    const price = prices[foundationOf(model)]
    return price === undefined ? null : Number(((inputTokens * price.input + outputTokens * price.output) / 1e6).toFixed(9))
  }

/** The model behind an inference profile or an ARN: `anthropic.claude-…` of `arn:…:inference-profile/us.anthropic.claude-…`. */
const foundationOf = (model: string) =>
  model.slice(model.lastIndexOf('/') + 1).replace(/^(us|us-gov|eu|apac|jp|au|ca|global)\./, '')
