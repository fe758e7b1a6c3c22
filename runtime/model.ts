/** The second half of an answer: the final, streamed model call, as the rest of the runtime sees it. */
import type { Message } from '../compiler/contract.ts'

/** What the model does, as it does it. */
export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool'; readonly id: string; readonly name: string }
  | { readonly type: 'tool-input'; readonly text: string }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'stop'; readonly reason: StopReason }

export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens?: number
  readonly cacheWriteTokens?: number
}

/** The names both APIs share, and those of Converse for the rest; a new one passes as it is. */
export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'refusal'
  | 'guardrail_intervened'
  | 'content_filtered'
  | (string & {})

export interface ModelCall {
  /** `anthropic` is the native body of Claude models, `converse` the API that all models share. */
  readonly form: 'anthropic' | 'converse'
  readonly model: string
  readonly system: string
  readonly messages: readonly Message[]
  readonly settings: ModelSettings
  readonly guardrail?: Guardrail | undefined
  /** Told to Bedrock, so that its logs can be matched with ours. */
  readonly requestId: string
}

/** What Bedrock checks a call and its answer with. */
export interface Guardrail {
  readonly id: string
  readonly version: string
}

export interface ModelSettings {
  readonly maxTokens: number
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly topK?: number | undefined
  readonly stopSequences?: readonly string[] | undefined
  readonly anthropicVersion?: string | undefined
}

/** Takes an event; a promise means "wait, the reader is slow". */
export type Emit = (event: ModelEvent) => void | Promise<void>

/** What streams a model's answer; `aws.ts` has the one that calls Bedrock. */
export interface Model {
  /** A call is coming: what can be got ready for it is. */
  prepare(): void
  /** Settles when the answer is complete. Rejects with a `Failure` when it is not, also when the stream just ends early. */
  stream(call: ModelCall, emit: Emit, signal: AbortSignal): Promise<void>
}
