/** An object with the same names and other values. */
export function mapValues<T, R>(
  object: { readonly [name: string]: T },
  of: (value: T, name: string) => R,
): { readonly [name: string]: R } {
  // the copy has all names already, which is faster by far than `Object.fromEntries`
  const mapped: { [name: string]: T | R } = { ...object }
  for (const name of Object.keys(mapped)) mapped[name] = of(mapped[name] as T, name)
  return mapped as { readonly [name: string]: R }
}
