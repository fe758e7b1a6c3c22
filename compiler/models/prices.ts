/**
 * What models cost on demand, in US dollars per million tokens: the one price table. Edit it to what you pay. The bounds of every
 * chain are reckoned with it when they are compiled, and the runtime tells each answer's cost by it.
 *
 * The figures are estimates as of 2026-11, without discounts; a model of your own has its price where it is described, in `customModel`.
 */
export interface Price {
  readonly input: number
  readonly output: number
}

export const PRICES = {
  'anthropic.claude-3-haiku-20240307-v1:0': { input: 0.25, output: 1.25 },
  'anthropic.claude-haiku-4-5-20251001-v1:0': { input: 1, output: 5 },
  'anthropic.claude-haiku-5-5': { input: 1, output: 5 },
  'anthropic.claude-sonnet-4-5-20250929-v1:0': { input: 3, output: 15 },
  'anthropic.claude-sonnet-5-5': { input: 3, output: 15 },
  'anthropic.claude-opus-5-5': { input: 5, output: 25 },
  'meta.llama3-8b-instruct-v1:0': { input: 0.3, output: 0.6 },
  'meta.llama3-70b-instruct-v1:0': { input: 2.65, output: 3.5 },
  'meta.llama4-maverick-17b-instruct-v1:0': { input: 0.24, output: 0.97 },
  'amazon.nova-micro-v1:0': { input: 0.035, output: 0.14 },
  'amazon.nova-lite-v1:0': { input: 0.06, output: 0.24 },
  'amazon.nova-pro-v1:0': { input: 0.8, output: 3.2 },
  'mistral.mistral-large-2402-v1:0': { input: 4, output: 12 },
  'mistral.mistral-small-2402-v1:0': { input: 1, output: 3 },
} as const satisfies Readonly<Record<string, Price>>
