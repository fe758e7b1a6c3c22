/** How much AWS lets a value weigh: 256 KiB of UTF-8 JSON at every boundary. */
import { FailureOfTask, StateFailure } from './failure.ts'

export const MOST_BYTES = 262_144

/** No less than the JSON text's bytes, found without writing it. */
function atMost(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return 2 + value.length * 6
    case 'number':
      return 25
    case 'object': {
      if (value === null) return 4
      let bytes = 2
      if (Array.isArray(value)) for (const item of value) bytes += atMost(item) + 1
      else for (const key of Object.keys(value)) bytes += key.length * 6 + 4 + atMost((value as { [key: string]: unknown })[key])
      return bytes
    }
    default:
      return 5
  }
}

/** The bytes by which `value` passes the limit, or 0. */
export function excess(value: unknown): number {
  if (atMost(value) <= MOST_BYTES) return 0
  return Math.max(0, Buffer.byteLength(JSON.stringify(value) ?? '') - MOST_BYTES)
}

const tooBig = (name: string): string =>
  `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`

/** Throws where what a state hands on is too big. */
export function checkOutput(state: string, value: unknown): void {
  if (excess(value) > 0) throw new StateFailure('States.DataLimitExceeded', tooBig(state))
}

const INTEGRATION = /^arn:[\w-]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):/

/** Throws where what a task answers is too big; AWS names the service it integrates, or the function. */
export function checkTaskResult(resource: string, value: unknown): void {
  if (excess(value) === 0) return
  throw new FailureOfTask('States.DataLimitExceeded', tooBig(INTEGRATION.exec(resource)?.[1] ?? resource))
}

/** All live variables of an execution together. */
export const MOST_VARIABLE_BYTES = 10 * 1024 * 1024

/** Throws where what one state assigns is too big. */
export function checkAssigned(assigned: Readonly<Record<string, unknown>>): void {
  const over = excess(assigned)
  if (over === 0) return
  throw new StateFailure(
    'States.DataLimitExceeded',
    `The Assign field exceeds the maximum variable assignment size by ${over} bytes.`,
  )
}
