/** How an answer is written: a format turns what happens into text, and knows nothing of sockets. */
import type { Failure } from '../failure.ts'
import type { ModelEvent, StopReason, Usage } from '../model.ts'

/** What a caller may know of the workflow that ran: names and counts, no ARN. */
export interface Run {
  readonly requestId: string
  readonly execution: string
  readonly chain: string | null
  readonly version: string | null
  readonly experiments: readonly { readonly name: string; readonly variant: string }[]
  /** Tokens of the workflow's own model calls. */
  readonly tokens: { readonly input: number; readonly output: number }
}

/** How the answer ended. */
export interface Ending {
  readonly stopReason: StopReason
  /** The final model's; null where no model was called. */
  readonly usage: Usage | null
  /** Price of the final call, where it is known. */
  readonly usd: number | null
}

export interface StreamFormat {
  readonly headers: Readonly<Record<string, string>>
  /** What keeps a connection alive while nothing is to be said; undefined: the format has no such thing, and its status waits. */
  readonly heartbeat: string | undefined
  begin(run: Run): string
  event(event: ModelEvent): string
  end(ending: Ending): string
  /** A failure after the status has been sent; undefined: only breaking the connection can tell. */
  fail(failure: Failure, requestId: string): string | undefined
}
