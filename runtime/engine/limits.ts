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

/** Throws where what a task is to be sent is too big. */
export function checkArguments(state: string, value: unknown): void {
  if (excess(value) === 0) return
  throw new StateFailure(
    'States.DataLimitExceeded',
    `The input of the state/task '${state}' has a size exceeding the maximum number of bytes service limit.`,
  )
}

/** All live variables of an execution together. */
const MOST_VARIABLE_BYTES = 10 * 1024 * 1024
/** Below this an estimate will do. */
const SMALL = 4096

const weight = (value: unknown): number => {
  if (value === undefined) return 0
  const most = atMost(value)
  return most < SMALL ? most : Buffer.byteLength(JSON.stringify(value) ?? '')
}

/** Throws where what one state assigns is too big. */
export function checkAssigned(assigned: Readonly<Record<string, unknown>>): void {
  const over = excess(assigned)
  if (over === 0) return
  throw new StateFailure(
    'States.DataLimitExceeded',
    `The Assign field exceeds the maximum variable assignment size by ${over} bytes.`,
  )
}

/** The bytes of a scope's own variables. */
export const scopeWeight = (variables: Readonly<Record<string, unknown>>): number =>
  Object.values(variables).reduce((sum: number, value) => sum + weight(value), 0)

/** By how much `assigned` makes a scope heavier. Throws where all variables together become too big. */
export function growth(
  live: number,
  scope: Readonly<Record<string, unknown>>,
  assigned: Readonly<Record<string, unknown>>,
): number {
  let grown = 0
  for (const name of Object.keys(assigned))
    grown += weight(assigned[name]) - (Object.hasOwn(scope, name) ? weight(scope[name]) : 0)
  if (live + grown <= MOST_VARIABLE_BYTES) return grown
  throw new StateFailure(
    'States.DataLimitExceeded',
    `The variables of the execution exceed their maximum total size by ${live + grown - MOST_VARIABLE_BYTES} bytes.`,
  )
}
