/** What a command that watches the chains tells whoever listens to the events: that they were read anew, or what is wrong with them. */

/** A mistake as the compiler tells it. */
export interface Problem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** From the project's folder; absent where the mistake has no place. */
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** Which step, such as `rag › analysis › keywords`. */
  readonly path?: string | undefined
  readonly what: string
  readonly remedy?: string | undefined
}

export type Notice =
  /** These chains are served now, as their sources are. */
  | { readonly type: 'chains'; readonly chains: readonly string[] }
  /** All that is wrong now; nothing when the list is empty. */
  | { readonly type: 'problems'; readonly problems: readonly Problem[] }

export interface Notices {
  tell(notice: Notice): void
  /** Hears of the problems there are at once, and then of every notice. */
  listen(hear: (notice: Notice) => void): () => void
}

export function noticeBoard(): Notices {
  const listeners = new Set<(notice: Notice) => void>()
  let problems: Notice | undefined
  return {
    tell(notice) {
      if (notice.type === 'problems') problems = notice.problems.length > 0 ? notice : undefined
      for (const hear of listeners) hear(notice)
    },
    listen(hear) {
      if (problems !== undefined) hear(problems)
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
  }
}
