/** The models of somebody's state machine: by what they are called, which of ours they are, and which are going. */
import { namedModel } from '../geographies.ts'
import type { NamedModel } from '../geographies.ts'

const ARN = /^arn:[^:]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)\/(.+)$/

/** The model that a ModelId names; undefined where it names none that can be told. */
export function modelNamed(modelId: string): NamedModel | undefined {
  const id = ARN.exec(modelId)?.[1] ?? modelId
  if (id.startsWith('arn:') || !/^[a-z0-9-]+\.[a-z0-9.:-]+$/.test(id)) return undefined
  return namedModel(id)
}

/** Generations that Bedrock has retired or is retiring. */
const OLD = /^(?:anthropic\.claude-(?:v[12]|instant|3-)|meta\.llama2|amazon\.titan-text|ai21\.j2|cohere\.command-(?:text|light))/

export const isOld = ({ foundation }: NamedModel): boolean => OLD.test(foundation)
