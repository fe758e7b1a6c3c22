/** The final call's settings: the chain's own, and what the chain lets a caller choose. */
import type { AnswerSettings } from '../compiler/contract.ts'
import { invalidField, notAllowed } from './failure.ts'
import { samplingOf } from './model-limits.ts'
import type { Guardrail, ModelSettings } from './model.ts'

/** What a caller asked for; a member that is absent is the chain's to decide. */
export interface Chosen {
  readonly model?: string | undefined
  readonly system?: string | undefined
  readonly maxTokens?: number | undefined
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly topK?: number | undefined
  readonly stopSequences?: readonly string[] | undefined
  readonly contentTag?: string | undefined
}

/** How a route calls each of them, for the error that names one. */
export type FieldNames = Readonly<Record<keyof Chosen, string>>

export const CHAIN_FIELDS: FieldNames = {
  model: 'model',
  system: 'system',
  maxTokens: 'max_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stopSequences: 'stop_sequences',
  contentTag: 'content_tag',
}

export interface FinalCall {
  readonly model: string
  readonly system: string
  readonly contentTag: string
  readonly requireTag: boolean
  readonly guardrail?: Guardrail | undefined
  readonly contextPlacement?: AnswerSettings['contextPlacement']
  /** Tokens that prompt and conversation may have together, else the history is cut; absent: it is left as it is. */
  readonly inputTokens?: number | undefined
  readonly settings: ModelSettings
}

/** The models a caller may name; the first is the chain's own. */
export const modelsToName = ({ model, allow }: AnswerSettings): readonly string[] => [
  ...new Set([model, ...(allow.models ?? [])]),
]

/** Refuses what the chain does not allow, before anything is spent. */
export function finalCall(answer: AnswerSettings, chosen: Chosen, fields: FieldNames): FinalCall {
  checkChosen(answer, chosen, fields)
  return chosenCall(answer, chosen)
}

function checkChosen(answer: AnswerSettings, chosen: Chosen, fields: FieldNames): void {
  const { allow } = answer
  const refuse = (member: keyof Chosen, remedy = 'Leave it out.') => notAllowed(fields[member], remedy)
  if (chosen.model !== undefined && !modelsToName(answer).includes(chosen.model))
    throw refuse(
      'model',
      allow.models === undefined ? 'Leave it out.' : `Leave it out, or name one of: ${modelsToName(answer).join(', ')}.`,
    )
  if (chosen.system !== undefined && allow.system !== true) throw refuse('system')
  if (chosen.contentTag !== undefined && chosen.contentTag !== answer.contentTag && allow.contentTag !== true)
    throw refuse('contentTag')
  if (chosen.stopSequences !== undefined && allow.stopSequences !== true) throw refuse('stopSequences')
  for (const member of ['temperature', 'topP', 'topK'] as const)
    if (chosen[member] !== undefined && allow.sampling !== true) throw refuse(member)
  if (chosen.maxTokens !== undefined && chosen.maxTokens !== answer.maxTokens) {
    if (allow.maxTokens !== true) throw refuse('maxTokens')
    if (chosen.maxTokens > answer.maxTokens)
      throw invalidField(fields.maxTokens, `must be at most ${answer.maxTokens} for this chain`)
  }
}

/** The chain's settings with what was chosen in their place, which is allowed. */
export function chosenCall(answer: AnswerSettings, chosen: Chosen): FinalCall {
  const model = chosen.model ?? answer.model
  const maxTokens = chosen.maxTokens ?? answer.maxTokens
  return {
    model,
    system: chosen.system ?? answer.system,
    contentTag: chosen.contentTag ?? answer.contentTag,
    requireTag: answer.requireTag ?? false,
    guardrail: answer.guardrail,
    contextPlacement: answer.contextPlacement,
    inputTokens: answer.history === 'cut' && answer.contextWindow !== undefined ? answer.contextWindow - maxTokens : undefined,
    settings: {
      maxTokens,
      ...samplingOf(model, {
        temperature: chosen.temperature ?? answer.temperature,
        topP: chosen.topP ?? answer.topP,
        topK: chosen.topK,
      }),
      stopSequences: chosen.stopSequences ?? answer.stopSequences,
    },
  }
}
