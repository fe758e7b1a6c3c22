/** Sticky A/B experiments. */
import type { Expression } from '../tree.ts'
import { Misuse } from './misuse.ts'
import { reference } from './ref.ts'
import type { Ref } from './ref.ts'
import { building } from './step.ts'
import { toExpression } from './value.ts'
import type { Text } from './value.ts'

/**
 * The variant that `key` (a session, a user) always gets in the experiment `name`. It is computed in the workflow itself:
 * the first 8 hex digits of the SHA-256 of `name:key`, modulo the total weight. The answer tells experiment and variant.
 * @example
 * choice(split('tone', session, { control: 90, warm: 10 }), { control: systemChain.keep(), warm: systemChain.append('Be warm.') })
 */
export function split<const W extends { readonly [variant: string]: number }>(
  name: string,
  key: Text,
  weights: W,
): Ref<keyof W & string> {
  const within = building()
  if (!within) throw new Misuse(`split('${name}', …) is outside of a chain.`, 'Call it inside the body of the chain.')
  const expression: Expression = { kind: 'split', name, key: toExpression(key), weights, schema: { enum: Object.keys(weights) } }
  within.open.at(-1)?.splits.push(expression)
  return reference(expression)
}
