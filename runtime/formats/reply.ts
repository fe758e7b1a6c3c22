/** One answer on its way to one caller: what happens is told to a reply, which writes it in its format. */
import type { Failure } from '../failure.ts'
import type { ModelEvent } from '../model.ts'
import type { Ending, Run } from './format.ts'

export interface Reply {
  /** The workflow ended well. */
  begin(run: Run): void
  /** Something of the answer. A promise means "wait": the caller reads slower than the model writes. */
  emit(event: ModelEvent): void | Promise<void>
  end(ending: Ending): void
  fail(failure: Failure): void
}

/** How an API tells a failure: each has its own form of body, and OpenAI's its own statuses. */
export interface FailureForm {
  body(failure: Failure, requestId: string): unknown
  status(failure: Failure): number
  headers(failure: Failure): Readonly<Record<string, string>>
}

export const ownForm: FailureForm = {
  body: ({ code, message }, requestId) => ({ error: { code, message, request_id: requestId } }),
  status: ({ status }) => status,
  headers: () => ({}),
}
