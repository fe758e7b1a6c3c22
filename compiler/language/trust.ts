/** An author's word for a text: that it may go where texts of callers, documents and models may not. */
import { origin } from './origin.ts'
import { expressionOf, reference } from './ref.ts'
import type { Ref } from './ref.ts'

/**
 * The same value, vouched for: the compiler no longer asks where its text comes from. Nothing changes when the chain runs. Give
 * the reason, for whoever reviews the chain; a schema, a list of your own or the verified `caller` is better where there is one.
 * @throws TypeError without a reason
 * @example
 * const id = trust(params.order, 'Whose order it is has been checked by the shop, which starts this chain.')
 * step('order', dynamodb.getItem({ table: 'OrdersTable', key: { id }, item: Order }))
 */
export function trust<T>(value: Ref<T>, reason: string): Ref<T> {
  const expression = expressionOf(value)
  if (!expression) throw new TypeError('trust(…) takes a reference; what you write yourself needs no trust.')
  if (reason.trim() === '') throw new TypeError('trust(…) takes the reason why the text may go there.')
  return reference({ ...expression, trusted: { reason, at: origin() } })
}
