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

/** An error's body, which an API may have its own form of. */
export type FailureBody = (failure: Failure, requestId: string) => unknown

export const failureBody: FailureBody = ({ code, message }, requestId) => ({ error: { code, message, request_id: requestId } })
