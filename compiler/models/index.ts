/**
 * The model catalogue: what the compiler knows of each model. Facts come from the vendors' pages and AWS's documentation as of
 * 2026-11; what each costs is in `prices.ts`.
 */
import type { Model } from '../tree.ts'
import { PRICES } from './prices.ts'

export type ModelFacts = Omit<Model, 'id' | 'profile'> & { readonly profile?: string }
type Geography = 'us' | 'eu' | 'apac' | 'global'

/** A model whose type says whether it takes tools. */
type Known<Tools extends boolean> = Model & { readonly tools: Tools }
/** A model, and the same model through the inference profile of another geography. */
export type CatalogueModel<Tools extends boolean = boolean> = Known<Tools> & { readonly in: (profile: Geography) => Known<Tools> }

function model<const Tools extends boolean>(facts: ModelFacts & { readonly tools: Tools }): CatalogueModel<Tools> {
  const { profile, foundation } = facts
  const through = (geography: string): Model => ({ ...facts, id: `${geography}.${foundation}`, profile: geography })
  const own: Model = profile === undefined ? { ...facts, id: foundation } : through(profile)
  return Object.freeze(
    Object.defineProperty({ ...own }, 'in', { value: (geography: string) => Object.freeze(through(geography)) }),
  ) as CatalogueModel<Tools>
}

/** A model of the catalogue: its price is in the table. */
const listed = <const Tools extends boolean>(
  facts: Omit<ModelFacts, 'price' | 'foundation' | 'tools'> & { readonly foundation: keyof typeof PRICES; readonly tools: Tools },
): CatalogueModel<Tools> => model<Tools>({ ...facts, price: PRICES[facts.foundation] })

const anthropic = { vendor: 'anthropic', system: true, tools: true, images: true, documents: true } as const
/** Models before 5 can be forced to call a tool. */
const claude4 = {
  ...anthropic,
  structured: 'json_schema',
  forcedTool: true,
  cache: true,
  prefill: true,
  sampling: 'one',
} as const
const claude5 = {
  ...anthropic,
  structured: 'json_schema',
  forcedTool: false,
  cache: true,
  prefill: false,
  sampling: 'none',
} as const
const meta = {
  vendor: 'meta',
  system: true,
  structured: 'prompt',
  forcedTool: false,
  sampling: 'both',
  prefill: true,
  cache: false,
} as const
const nova = {
  vendor: 'amazon',
  system: true,
  structured: 'tool',
  forcedTool: true,
  tools: true,
  sampling: 'both',
  prefill: true,
  cache: true,
} as const
const mistralAi = {
  vendor: 'mistral',
  structured: 'tool',
  forcedTool: true,
  tools: true,
  sampling: 'both',
  prefill: false,
  images: false,
  documents: false,
  cache: false,
} as const

/** Anthropic. Models since 4.5 are only reached through an inference profile; `global` routes anywhere. */
export const claude = {
  haiku3: listed({
    ...anthropic,
    foundation: 'anthropic.claude-3-haiku-20240307-v1:0',
    structured: 'tool',
    forcedTool: true,
    cache: false,
    sampling: 'both',
    prefill: true,
    contextWindow: 200_000,
    maxOutput: 4096,
  }),
  haiku45: listed({
    ...claude4,
    profile: 'global',
    foundation: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    contextWindow: 200_000,
    maxOutput: 64_000,
  }),
  haiku55: listed({
    ...claude5,
    profile: 'global',
    foundation: 'anthropic.claude-haiku-5-5',
    contextWindow: 1_000_000,
    maxOutput: 128_000,
  }),
  sonnet45: listed({
    ...claude4,
    profile: 'global',
    foundation: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
    contextWindow: 200_000,
    maxOutput: 64_000,
  }),
  sonnet55: listed({
    ...claude5,
    profile: 'global',
    foundation: 'anthropic.claude-sonnet-5-5',
    contextWindow: 1_000_000,
    maxOutput: 128_000,
  }),
  opus55: listed({
    ...claude5,
    profile: 'global',
    foundation: 'anthropic.claude-opus-5-5',
    contextWindow: 1_000_000,
    maxOutput: 128_000,
  }),
} as const

/** Meta. */
export const llama = {
  instruct8b: listed({
    ...meta,
    foundation: 'meta.llama3-8b-instruct-v1:0',
    tools: false,
    images: false,
    documents: false,
    contextWindow: 8_000,
    maxOutput: 2048,
  }),
  instruct70b: listed({
    ...meta,
    foundation: 'meta.llama3-70b-instruct-v1:0',
    tools: false,
    images: false,
    documents: false,
    contextWindow: 8_000,
    maxOutput: 2048,
  }),
  maverick: listed({
    ...meta,
    profile: 'us',
    foundation: 'meta.llama4-maverick-17b-instruct-v1:0',
    tools: true,
    images: true,
    documents: true,
    contextWindow: 1_000_000,
    maxOutput: 8192,
  }),
} as const

/** Amazon. */
export const amazonNova = {
  micro: listed({
    ...nova,
    foundation: 'amazon.nova-micro-v1:0',
    images: false,
    documents: false,
    contextWindow: 128_000,
    maxOutput: 5000,
  }),
  lite: listed({
    ...nova,
    foundation: 'amazon.nova-lite-v1:0',
    images: true,
    documents: true,
    contextWindow: 300_000,
    maxOutput: 5000,
  }),
  pro: listed({
    ...nova,
    foundation: 'amazon.nova-pro-v1:0',
    images: true,
    documents: true,
    contextWindow: 300_000,
    maxOutput: 5000,
  }),
} as const

/** Mistral AI. */
export const mistral = {
  large: listed({
    ...mistralAi,
    foundation: 'mistral.mistral-large-2402-v1:0',
    system: true,
    contextWindow: 32_000,
    maxOutput: 8192,
  }),
  small: listed({
    ...mistralAi,
    foundation: 'mistral.mistral-small-2402-v1:0',
    system: true,
    contextWindow: 32_000,
    maxOutput: 8192,
  }),
} as const

/**
 * A model the catalogue does not have: said by whoever uses it.
 * @example
 * const ours = customModel({ ...claude.haiku45, profile: 'us', foundation: 'anthropic.claude-example-v1:0', maxOutput: 8192 })
 */
export const customModel = <const Tools extends boolean>(facts: ModelFacts & { readonly tools: Tools }): CatalogueModel<Tools> =>
  model(facts)
