/** The syntax of JSONPath, as far as it can be followed before a machine runs. */

export type Segment =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'places'; readonly places: readonly number[] }
  | { readonly kind: 'all' }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }

export interface Path {
  /** `$` the data, `$$` the context object, else a variable's name. */
  readonly root: string
  readonly segments: readonly Segment[]
}

const ROOT = /^\$(\$|[A-Za-z_]\w*)?/
const NAME = /^\.?\.?([^.[\](),\s*]+)/
const BRACKET = /^\.?\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\*)|(-?\d*)\s*:\s*(-?\d*)|(-?\d+(?:\s*,\s*-?\d+)*))\s*\]/

/** Undefined for filters, `..` and whatever else is not followed. */
export function parsePath(text: string): Path | undefined {
  const found = ROOT.exec(text)
  if (!found) return undefined
  const segments: Segment[] = []
  let rest = text.slice(found[0].length)
  while (rest !== '') {
    if (rest.startsWith('..')) return undefined
    const bracket = BRACKET.exec(rest)
    const name = bracket ? null : NAME.exec(rest)
    if (bracket) segments.push(ofBracket(bracket))
    else if (rest.startsWith('.*')) segments.push({ kind: 'all' })
    else if (name && rest.startsWith('.')) segments.push({ kind: 'name', name: name[1] as string })
    else return undefined
    rest = rest.slice(bracket ? bracket[0].length : rest.startsWith('.*') ? 2 : (name?.[0].length ?? 0))
  }
  return { root: found[1] ?? '', segments }
}

function ofBracket([, single, double, all, from, to, places]: RegExpExecArray): Segment {
  if (all !== undefined) return { kind: 'all' }
  if (places !== undefined) return { kind: 'places', places: places.split(',').map(Number) }
  if (from !== undefined && to !== undefined)
    return { kind: 'slice', from: from === '' ? undefined : Number(from), to: to === '' ? undefined : Number(to) }
  return { kind: 'name', name: (single ?? double ?? '').replaceAll(/\\(.)/g, '$1') }
}

/** Whether the path gives one value, and not a list of those it finds. */
export const isOne = ({ segments }: Path): boolean =>
  segments.every((segment) => segment.kind === 'name' || (segment.kind === 'places' && segment.places.length === 1))
