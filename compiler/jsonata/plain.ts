/** The value of an expression as plain JSON: no hidden marks of the library, no undefined, non-finite numbers as strings. */

/** What an expression gave is not JSON: a function, or something nested without end. */
export class NotJson extends Error {
  override readonly name = 'NotJson'
}

const DEEPEST = 1000

function plainArray(list: readonly unknown[], depth: number): unknown {
  // The library's sequences carry marks that would make them collapse when they are read again.
  let copy: unknown[] | undefined = (list as { sequence?: true }).sequence || 'keepSingleton' in list ? [] : undefined
  for (const [index, item] of list.entries()) {
    const kept = item === undefined ? undefined : plainAt(item, depth + 1)
    if (copy === undefined && (kept !== item || item === undefined)) copy = list.slice(0, index)
    if (copy !== undefined && kept !== undefined) copy.push(kept)
  }
  return copy ?? list
}

function plainObject(object: { readonly [key: string]: unknown }, depth: number): unknown {
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(object)) {
    const item = object[key]
    const kept = item === undefined ? undefined : plainAt(item, depth + 1)
    if (kept === item && item !== undefined) continue
    copy ??= { ...object }
    if (kept === undefined) delete copy[key]
    else copy[key] = kept
  }
  return copy ?? object
}

function plainAt(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      if (value === null) return value
      if (depth > DEEPEST) throw new NotJson('nested too deep')
      if (Array.isArray(value)) return plainArray(value, depth)
      if ('_jsonata_lambda' in value || '_jsonata_function' in value) throw new NotJson('a function')
      return plainObject(value as { [key: string]: unknown }, depth)
    case 'function':
      throw new NotJson('a function')
    default:
      return value
  }
}

/** `value` itself where it is plain already; a copy otherwise. Throws `NotJson`. */
export const plain = (value: unknown): unknown => (value === undefined ? undefined : plainAt(value, 0))
