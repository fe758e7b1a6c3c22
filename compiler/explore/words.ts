/** The texts and numbers that a chain compares values with: what is near them takes other ways through it. */
import type { Json } from '../asl.ts'
import type { ChainTree } from '../tree.ts'
import { allValues } from '../walk.ts'
import type { Words } from './samples.ts'

/** Functions whose operands decide something. */
const COMPARING =
  /^(equals|differs|lessThan|atMost|greaterThan|atLeast|contains|startsWith|endsWith|lists\.includes|texts\.split|texts\.between)$/
/** Literals in JSONata that an author has written. */
const IN_CODE = /"([^"\\]{1,40})"|'([^'\\]{1,40})'|\b(\d+(?:\.\d+)?)\b/g

export function wordsOf(tree: ChainTree): Words {
  const found: Json[] = allValues(tree).flatMap(({ value }): Json[] => {
    if (value.kind === 'call' && COMPARING.test(value.name))
      return value.of.flatMap((one) => (one.kind === 'literal' ? [one.value] : []))
    if (value.kind !== 'jsonata') return []
    return [...value.code.matchAll(IN_CODE)].map(([, double, single, number]) => double ?? single ?? Number(number))
  })
  const texts = found.flatMap((one) => (typeof one === 'string' && one !== '' ? [one] : []))
  return { texts: [...new Set(texts)], numbers: [...new Set(found.filter((one) => typeof one === 'number'))] }
}
