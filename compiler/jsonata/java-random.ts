/** The first double of a seeded `java.util.Random`, which is what a seeded `$random` and `States.MathRandom` are made of. */

const MULTIPLIER = 0x5deece66dn
const MASK = (1n << 48n) - 1n

/** The generator's successive `bits`-bit numbers. */
function generator(seed: number): (bits: bigint) => bigint {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK
  return (bits) => {
    state = (state * MULTIPLIER + 0xbn) & MASK
    return state >> (48n - bits)
  }
}

/** `new Random(seed).nextDouble()`: in [0, 1). */
export function javaRandom(seed: number): number {
  const next = generator(seed)
  const high = next(26n)
  return Number((high << 27n) + next(27n)) / 2 ** 53
}
