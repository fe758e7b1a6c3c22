/**
 * The model catalogue: what the compiler knows of each model. Facts come from the vendors' pages and AWS's documentation as of
 * 2026-11; what each costs is in `prices.ts`.
 */
import type { Geography } from '../geographies.ts'
import type { Model } from '../tree.ts'
import { PRICES } from './prices.ts'

/** `profiles`: geographies it has inference profiles for; not known when absent. `profile`: the one it is called through unless `in` says otherwise. */
export type ModelFacts<P extends Geography = Geography> = Omit<Model, 'id' | 'profile' | 'profiles'> & {
  readonly profiles?: readonly P[]
  readonly profile?: P
}

/** A model whose type says whether it takes tools. */
type Known<Tools extends boolean> = Model & { readonly tools: Tools }
/** A model, and the same model through the inference profile of another geography that has one. */
export type CatalogueModel<Tools extends boolean = boolean, P extends Geography = Geography> = Known<Tools> & {
  in(profile: P): Known<Tools>
}

function model<const Tools extends boolean, P extends Geography>(
  facts: ModelFacts<P> & { readonly tools: Tools },
): CatalogueModel<Tools, P> {
  const { profile, foundation } = facts
  const through = (geography: P): Model => ({ ...facts, id: `${geography}.${foundation}`, profile: geography })
  const own: Model = profile === undefined ? { ...facts, id: foundation } : through(profile)
  return Object.freeze(
    Object.defineProperty({ ...own }, 'in', { value: (geography: P) => Object.freeze(through(geography)) }),
  ) as CatalogueModel<Tools, P>
}

/** A model of the catalogue: its price is in the table, and where it has profiles is known. */
const listed = <const Tools extends boolean, const P extends Geography>(
  facts: Omit<ModelFacts<P>, 'price' | 'foundation' | 'tools'> & {
    readonly foundation: keyof typeof PRICES
    readonly tools: Tools
    readonly profiles: readonly P[]
  },
): CatalogueModel<Tools, P> => model<Tools, P>({ ...facts, price: PRICES[facts.foundation] })

/** Models that are only reached through an inference profile; `global` routes anywhere. */
const widely = { profile: 'global', profiles: ['global', 'us', 'eu', 'apac', 'jp', 'au'] } as const

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

/** Anthropic. */
export const claude = {
  haiku3: listed({
    ...anthropic,
    profiles: ['us', 'eu', 'apac'],
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
    ...widely,
    foundation: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    contextWindow: 200_000,
    maxOutput: 64_000,
  }),
  haiku55: listed({
    ...claude5,
    ...widely,
    foundation: 'anthropic.claude-haiku-5-5',
    contextWindow: 1_000_000,
    maxOutput: 128_000,
  }),
  sonnet45: listed({
    ...claude4,
    ...widely,
    foundation: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
    contextWindow: 200_000,
    maxOutput: 64_000,
  }),
  sonnet55: listed({
    ...claude5,
    ...widely,
    foundation: 'anthropic.claude-sonnet-5-5',
    contextWindow: 1_000_000,
    maxOutput: 128_000,
  }),
  opus55: listed({
    ...claude5,
    ...widely,
    foundation: 'anthropic.claude-opus-5-5',
    contextWindow: 1_000_000,
    maxOutput: 128_000,
  }),
} as const

/** Meta. */
export const llama = {
  instruct8b: listed({
    ...meta,
    profiles: [],
    foundation: 'meta.llama3-8b-instruct-v1:0',
    tools: false,
    images: false,
    documents: false,
    contextWindow: 8_000,
    maxOutput: 2048,
  }),
  instruct70b: listed({
    ...meta,
    profiles: [],
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
    profiles: ['us'],
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
    profiles: ['us', 'eu', 'apac'],
    foundation: 'amazon.nova-micro-v1:0',
    images: false,
    documents: false,
    contextWindow: 128_000,
    maxOutput: 5000,
  }),
  lite: listed({
    ...nova,
    profiles: ['us', 'eu', 'apac', 'ca'],
    foundation: 'amazon.nova-lite-v1:0',
    images: true,
    documents: true,
    contextWindow: 300_000,
    maxOutput: 5000,
  }),
  pro: listed({
    ...nova,
    profiles: ['us', 'eu', 'apac'],
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
    profiles: [],
    foundation: 'mistral.mistral-large-2402-v1:0',
    system: true,
    contextWindow: 32_000,
    maxOutput: 8192,
  }),
  small: listed({
    ...mistralAi,
    profiles: [],
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
