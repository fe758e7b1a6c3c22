/** The models of somebody's state machine: by what they are called, which of ours they are, and which are going. */
import { amazonNova, claude, llama, mistral } from '../models/index.ts'
import type { Model } from '../tree.ts'

/** AWS's inference profiles start with the part of the world they serve. */
const PROFILE = /^(us|us-gov|eu|apac|jp|au|ca|global)\.(.+)$/
const ARN = /^arn:[^:]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)\/(.+)$/

export interface NamedModel {
  /** `anthropic.claude-3-haiku-20240307-v1:0`. */
  readonly foundation: string
  /** The geography of the inference profile it is called through. */
  readonly profile: string | undefined
}

/** The model that a ModelId names; undefined where it names none that can be told. */
export function modelNamed(modelId: string): NamedModel | undefined {
  const id = ARN.exec(modelId)?.[1] ?? modelId
  if (id.startsWith('arn:') || !/^[a-z0-9-]+\.[a-z0-9.:-]+$/.test(id)) return undefined
  const profile = PROFILE.exec(id)
  return profile ? { foundation: profile[2] as string, profile: profile[1] } : { foundation: id, profile: undefined }
}

const CATALOGUE: readonly (readonly [name: string, models: Readonly<Record<string, Model>>])[] = [
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

/** How a chain names the model; undefined for one that the catalogue does not have. */
export function catalogueEntry({ foundation, profile }: NamedModel): CatalogueEntry | undefined {
  for (const [family, models] of CATALOGUE) {
    for (const [name, model] of Object.entries(models)) {
      if (model.foundation !== foundation) continue
      const code = `${family}.${name}`
      return { family, code: profile !== undefined && profile !== model.profile ? `${code}.in('${profile}')` : code }
    }
  }
  return undefined
}

/** Generations that Bedrock has retired or is retiring. */
const OLD = /^(?:anthropic\.claude-(?:v[12]|instant|3-)|meta\.llama2|amazon\.titan-text|ai21\.j2|cohere\.command-(?:text|light))/

export const isOld = ({ foundation }: NamedModel): boolean => OLD.test(foundation)
