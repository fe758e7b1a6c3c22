/** What a family of models is to InvokeModel: the shapes of its bodies. */
import type { ModelEvent, ModelRequest, WholeAnswer } from '../model/model.ts'

export type NativeBody = Readonly<Record<string, unknown>>

/** What stands around an answer: an id of its own, the model, and how long it took. */
export interface AnswerContext {
  readonly id: string
  readonly modelId: string
  /** Told at the start of a stream, where the usage at its end is not known yet. */
  readonly inputTokens: number
  readonly elapsed: () => number
}

/** A part of a native stream; `delta` where it carries a piece of the answer. */
export interface NativePart {
  readonly part: unknown
  readonly delta?: true
}

export interface Family {
  readonly name: string
  /** Whether a model id, without its region and ARN, is one of this family. */
  readonly models: RegExp
  /** Whether a body has this family's shape: for ids that do not tell, such as an application inference profile's. */
  recognises(body: NativeBody): boolean
  request(modelId: string, body: NativeBody): ModelRequest
  response(answer: WholeAnswer, context: AnswerContext): unknown
  stream(events: AsyncIterable<ModelEvent>, context: AnswerContext): AsyncIterable<NativePart>
}
