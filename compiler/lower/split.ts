/** Which variant a key has: its bucket among the total weight, in the order the variants are written. */
import { textLiteral } from '../prompt/index.ts'
import type { Expression } from '../tree.ts'
import { atom } from './shape.ts'
import type { Shape } from './shape.ts'

type Split = Extract<Expression, { kind: 'split' }>

const HEX_DIGITS = 8

const totalWeight = ({ weights }: Split) => Object.values(weights).reduce((sum, weight) => sum + weight, 0)

/** The key's bucket, 0 to the total weight less one: JSONata reads no hexadecimal, so the digits are folded. */
function bucket(split: Split, key: string): string {
  const hash = `$substring($hash(${textLiteral(`${split.name}:`)} & ${key}, "SHA-256"), 0, ${HEX_DIGITS})`
  const digit = '$length($substringBefore("0123456789abcdef", $digit))'
  return `$reduce($split(${hash}, ""), function($sum, $digit) { $sum * 16 + ${digit} }, 0) % ${totalWeight(split)}`
}

/** The variants with a bucket, each with its first bucket and the one after its last. */
function ranges({ weights }: Split): readonly { readonly variant: string; readonly from: number; readonly to: number }[] {
  let to = 0
  return Object.entries(weights).map(([variant, weight]) => {
    const from = to
    to += weight
    return { variant, from, to }
  })
}

/** The variant, as a text. `key` is code. */
export function variantShape(split: Split, key: string): Shape {
  const all = ranges(split).filter(({ from, to }) => to > from)
  const cases = all.slice(0, -1).map(({ variant, to }) => `$bucket < ${to} ? ${textLiteral(variant)} : `)
  return atom(`($bucket := ${bucket(split, key)}; ${cases.join('')}${textLiteral(all.at(-1)?.variant ?? '')})`)
}

/** Whether the key has `variant`, as code. */
export function variantTest(split: Split, key: string, variant: string): string {
  const { from, to } = ranges(split).find((range) => range.variant === variant) ?? { from: 0, to: 0 }
  if (from === 0) return `${bucket(split, key)} < ${to}`
  if (to === totalWeight(split)) return `${bucket(split, key)} >= ${from}`
  return `($bucket := ${bucket(split, key)}; $bucket >= ${from} and $bucket < ${to})`
}
