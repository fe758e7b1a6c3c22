/** What the requests of all our routes come down to: what is said, and what the caller chooses of the final call. */
import { CHAIN_FIELDS } from '../final-call.ts'
import type { Chosen, FieldNames } from '../final-call.ts'
import type { ChainRequest } from '../schemas.ts'
import type { Said } from '../workflow.ts'

export interface Asked {
  readonly said: Omit<Said, 'caller'>
  readonly chosen: Chosen
  readonly fields: FieldNames
}

export function askedOf(request: ChainRequest): Asked {
  return {
    said: { messages: request.messages, params: request.params ?? {}, session: request.session },
    chosen: {
      model: request.model,
      system: request.system,
      maxTokens: request.max_tokens,
      temperature: request.temperature,
      topP: request.top_p,
      topK: request.top_k,
      stopSequences: request.stop_sequences,
      contentTag: request.content_tag,
    },
    fields: CHAIN_FIELDS,
  }
}
