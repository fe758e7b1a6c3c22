/** One execution as it is told: the states it went through, when, how long, and what went wrong in which. */

export interface Wrong {
  readonly error: string
  readonly cause?: string
}

export interface TracedState {
  readonly state: string
  /** In how many branches and items it is. */
  readonly depth: number
  /** Milliseconds after the execution began. */
  readonly at: number
  /** How long it took; absent: it was never left. */
  readonly ms?: number
  readonly wrong: readonly Wrong[]
}

export interface Trace {
  readonly machine: string
  readonly execution: string
  readonly status: string
  readonly ms?: number
  readonly states: readonly TracedState[]
  readonly wrong?: Wrong
}

/** What is known of an error, as far as it is known: a log without execution data holds no causes. */
export const wrongOf = (error: unknown, cause: unknown): Wrong => ({
  error: typeof error === 'string' && error !== '' ? error : 'error',
  ...(typeof cause === 'string' && cause !== '' ? { cause } : {}),
})
