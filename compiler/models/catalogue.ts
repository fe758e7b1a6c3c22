/** The catalogue as a list, to find a model by what it is called. */
import { closest } from '../closest.ts'
import { namedModel } from '../geographies.ts'
import type { NamedModel } from '../geographies.ts'
import type { Model } from '../tree.ts'
import { amazonNova, claude, llama, mistral } from './index.ts'

const FAMILIES: readonly (readonly [name: string, models: Readonly<Record<string, Model>>])[] = [
  ['claude', claude],
  ['llama', llama],
  ['amazonNova', amazonNova],
  ['mistral', mistral],
]

export interface CatalogueEntry {
  /** What is imported: `claude`. */
  readonly family: string
  /** The model as a chain writes it: `claude.haiku45.in('us')`. */
  readonly code: string
}

interface Listed {
  readonly family: string
  readonly code: string
  readonly model: Model
}

/** Every model, as a chain writes it. */
export const CATALOGUE: readonly Listed[] = FAMILIES.flatMap(([family, models]) =>
  Object.entries(models).map(([name, model]) => ({ family, code: `${family}.${name}`, model })),
)

/** How a chain names the model; undefined for one that the catalogue does not have, or not in that geography. */
export function catalogueEntry({ foundation, profile }: NamedModel): CatalogueEntry | undefined {
  const listed = CATALOGUE.find(({ model }) => model.foundation === foundation)
  if (!listed) return undefined
  const { family, code, model } = listed
  if (profile === undefined || profile === model.profile) return { family, code }
  return model.profiles?.includes(profile) ? { family, code: `${code}.in('${profile}')` } : undefined
}

/** The model that an id is meant to be, as a chain writes it: the one of that id, or the one of the closest. */
export function meantModel(id: string): { readonly code: string; readonly isSure: boolean } | undefined {
  const named = namedModel(id)
  const entry = catalogueEntry(named)
  if (entry) return { code: entry.code, isSure: true }
  const foundations = CATALOGUE.map(({ model }) => model.foundation)
  const near = closest(named.foundation, foundations)
  const other = near === undefined ? undefined : catalogueEntry({ ...named, foundation: near })
  return other && { code: other.code, isSure: false }
}
