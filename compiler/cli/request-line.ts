/** The runtime's log lines, which are JSON for machines, as short lines for somebody who watches. */

interface Logged {
  readonly time?: string
  readonly message?: string
  readonly chain?: string
  readonly error?: {
    readonly code?: string
    readonly name?: string
    readonly state?: string
    readonly source?: string
    readonly details?: string
    readonly at?: string
  }
}

function parsed(line: string): Logged | undefined {
  try {
    const value = JSON.parse(line) as unknown
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * `07:09:07  POST /chains/:name 502 178 ms  rag  workflow_failed  States.QueryEvaluationError  analysis  chains/rag.ts:41  …`.
 * A line that is none of the runtime's stays as it is.
 */
export function requestLine(line: string): string {
  const { time, message, chain, error } = parsed(line) ?? {}
  if (message === undefined) return line
  const wrong = error ? [error.code, error.name, error.state, error.source, error.details, error.at] : []
  return [time?.slice(11, 19), message, chain, ...wrong].filter((part) => part !== undefined).join('  ')
}
