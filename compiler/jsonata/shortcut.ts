/**
 * `$states.input.user.name` without the evaluator: most expressions only reach into a variable, and the library takes a
 * promise for every step of that. What could mean more, such as a list on the way, is left to the library.
 */

type Step = { readonly name: string } | { readonly index: number }

export interface Shortcut {
  readonly variable: string
  readonly steps: readonly Step[]
}

/** The library has to be asked. */
export const UNKNOWN = Symbol('unknown')

interface Node {
  readonly type?: unknown
  readonly value?: unknown
  readonly steps?: readonly Node[]
  readonly stages?: readonly { readonly type?: unknown; readonly expr?: Node }[]
}

/** A node that says nothing but what is listed. */
const isBare = (node: Node, ...keys: readonly string[]): boolean =>
  Object.keys(node).every((key) => key === 'type' || key === 'value' || key === 'position' || keys.includes(key))

function stepsOf(node: Node): readonly Step[] | undefined {
  if (node.type !== 'name' || typeof node.value !== 'string' || !isBare(node, 'stages')) return undefined
  const steps: Step[] = [{ name: node.value }]
  for (const { type, expr } of node.stages ?? []) {
    if (type !== 'filter' || expr?.type !== 'number' || !Number.isInteger(expr.value)) return undefined
    steps.push({ index: expr.value as number })
  }
  return steps
}

/** The shortcut of an expression's tree, where it is nothing but a variable and steps into it. */
export function shortcutOf(tree: unknown): Shortcut | undefined {
  const node = tree as Node
  const isPath = node.type === 'path' && isBare(node, 'steps')
  const [first, ...rest] = isPath ? (node.steps ?? []) : [node]
  if (first?.type !== 'variable' || typeof first.value !== 'string' || first.value === '' || !isBare(first)) return undefined
  const steps = rest.map(stepsOf)
  return steps.every((step) => step !== undefined) ? { variable: first.value, steps: steps.flat() } : undefined
}

/** What the shortcut leads to, undefined where there is nothing, or `UNKNOWN`. */
export function take({ variable, steps }: Shortcut, bound: Readonly<Record<string, unknown>>): unknown {
  if (!Object.hasOwn(bound, variable)) return UNKNOWN
  let value = bound[variable]
  for (const step of steps) {
    if ('name' in step) {
      if (typeof value !== 'object' || value === null) return typeof value === 'function' ? UNKNOWN : undefined
      if (Array.isArray(value)) return UNKNOWN
      value = Object.hasOwn(value, step.name) ? (value as Readonly<Record<string, unknown>>)[step.name] : undefined
    } else {
      if (!Array.isArray(value)) return UNKNOWN
      value = value.at(step.index) as unknown
      if (Array.isArray(value)) return UNKNOWN
    }
  }
  return value
}
