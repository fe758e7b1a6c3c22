/**
 * Values of expressions that were evaluated before with the same values: whoever runs one machine thousands of times evaluates little
 * else. What an expression reads is told by its tree; its value depends on nothing more, unless it asks for time or chance.
 */

/** From an expression and what it read to its value. */
export type Memo = Map<string, unknown>

/** Values are kept for what is not longer than this, and as many as this. */
const LONGEST_KEY = 3000
const MOST_KEPT = 20_000

/** What an expression reads: variables, each with the members it goes into at once. Null: its value is not its own to tell. */
export type Reads = readonly (readonly string[])[] | null

const UNSTEADY: ReadonlySet<unknown> = new Set(['now', 'millis', 'random', 'uuid'])

type Tree = { readonly [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !(value instanceof RegExp)
const isName = (step: unknown): step is { readonly value: string } => isTree(step) && step['type'] === 'name'

/** What the expression of a tree reads. */
export function readsOf(tree: unknown): Reads {
  const found = new Map<string, readonly string[]>()
  let isSteady = true
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!isTree(node)) return
    const steps = node['type'] === 'path' ? (node['steps'] as readonly unknown[]) : [node]
    const [first, ...rest] = steps
    if (isTree(first) && first['type'] === 'variable') {
      if (UNSTEADY.has(first['value'])) isSteady = false
      const end = rest.findIndex((step) => !isName(step))
      const names = (end < 0 ? rest : rest.slice(0, end)).filter(isName).map(({ value }) => value)
      const path = [String(first['value']), ...names]
      found.set(path.join('.'), path)
      for (const [key, part] of Object.entries(first)) if (key !== 'value') visit(part)
      for (const [key, part] of Object.entries(node)) if (key !== 'steps' && node['type'] === 'path') visit(part)
      return rest.forEach(visit)
    }
    Object.values(node).forEach(visit)
  }
  visit(tree)
  return isSteady ? [...found.values()] : null
}

/** Where the value of `text` is kept; undefined where it is not. */
export function memoKey(text: string, reads: Reads, bound: Readonly<Record<string, unknown>>): string | undefined {
  if (!reads) return undefined
  let key = text
  for (const path of reads) {
    let value: unknown = bound
    for (const name of path) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) break
      value = (value as Readonly<Record<string, unknown>>)[name]
    }
    if (typeof value === 'function') return undefined
    key += `\u0000${JSON.stringify(value)}`
    if (key.length > LONGEST_KEY) return undefined
  }
  return key
}

export function keep(memo: Memo, key: string, value: unknown): void {
  if (memo.size >= MOST_KEPT) memo.clear()
  memo.set(key, value)
}
