/** The runtime's log lines, which are JSON for machines, as short lines for somebody who watches. */

interface Logged {
  readonly time?: string
  readonly level?: string
  readonly message?: string
  readonly chain?: string
  readonly error?: unknown
}

function parsed(line: string): Logged | undefined {
  try {
    const value = JSON.parse(line) as unknown
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** `07:09:07  POST /chains/:name 200 178 ms  rag`, and what went wrong; a line that is none of the runtime's stays as it is. */
export function requestLine(line: string): string {
  const { time, message, chain, error } = parsed(line) ?? {}
  if (message === undefined) return line
  const parts = [time?.slice(11, 19), message, chain, error === undefined ? undefined : JSON.stringify(error)]
  return parts.filter((part) => part !== undefined).join('  ')
}
