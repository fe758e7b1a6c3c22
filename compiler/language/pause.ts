/** Steps that only wait, or that end the run as failed. */
import { describeStep } from './step.ts'
import type { Step } from './step.ts'
import type { Ref } from './ref.ts'
import { toExpression } from './value.ts'
import type { Text } from './value.ts'

/**
 * Waits, in seconds.
 * @example
 * step('pause', wait(5))
 */
export const wait = (seconds: number | Ref<number>): Step<null> =>
  describeStep('wait', { seconds }, (_, at) => ({ kind: 'wait', at, schema: { type: 'null' }, seconds: toExpression(seconds) }))

/**
 * Ends the run as failed: the caller hears that the chain failed, the log says the error and its cause.
 * @example
 * choice(order.known, { true: systemChain.keep(), false: fail('UnknownOrder', 'There is no such order.') })
 */
export const fail = (error: string, cause?: Text): Step<never> =>
  describeStep('fail', { error, ...(cause === undefined ? {} : { cause }) }, (_, at) => ({
    kind: 'fail',
    at,
    schema: null,
    error,
    ...(cause === undefined ? {} : { cause: toExpression(cause) }),
  }))
