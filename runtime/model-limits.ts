/**
 * What newer models refuse, as far as the final call is concerned. A model that is not known here takes everything, so
 * that a new one works before anybody has written it down.
 */
export interface Sampling {
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly topK?: number | undefined
}

/** Sampling as far as the model takes it: Claude 4.5 takes temperature or top_p, Claude 5 neither. */
export function samplingOf(model: string, sampling: Sampling): Sampling {
  const version = claudeVersion(model)
  if (version >= 5) return {}
  if (version >= 4.5 && sampling.temperature !== undefined) return { temperature: sampling.temperature, topK: sampling.topK }
  return sampling
}

/** Whether the conversation may end with the beginning of the model's own answer. */
export const takesPrefill = (model: string): boolean => claudeVersion(model) < 5

/** 4.5 of `us.anthropic.claude-haiku-4-5-20251001-v1:0`; 0 of anything that is not Claude of generation 4 or later. */
function claudeVersion(model: string): number {
  const [, major = '0', minor = '0'] = /claude-[a-z]+-(\d{1,2})(?:-(\d{1,2}))?(?!\d)/.exec(model) ?? []
  return Number(`${major}.${minor}`)
}
