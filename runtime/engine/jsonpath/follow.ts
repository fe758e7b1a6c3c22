/** Where a path leads to, and putting something there. Missing values are worded as AWS's own library does. */
import type { JSONValue } from 'json-p3'
import { canonical } from './path.ts'
import type { Path, Step } from './path.ts'

/** What paths start from. */
export interface Roots {
  readonly data: unknown
  readonly context: unknown
  readonly variables: Readonly<Record<string, unknown>>
}

export type Found = { readonly found: true; readonly value: unknown } | { readonly found: false; readonly why: string }

function rootValue(path: Path, roots: Roots): unknown {
  switch (path.root.kind) {
    case 'data':
      return roots.data
    case 'context':
      return roots.context
    case 'variable':
      return roots.variables[path.root.name]
    default:
      return path.root satisfies never
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const written = (steps: readonly Step[]): string => `$${steps.map(canonical).join('')}`
const missing = (why: string): Found => ({ found: false, why })

function walk(steps: readonly Step[], root: unknown): Found {
  let value = root
  for (let at = 0; at < steps.length; at += 1) {
    const step = steps[at] as Step
    const isLast = at === steps.length - 1
    if (step.kind === 'name') {
      if (!isObject(value)) {
        return missing(
          `Expected to find an object with property ['${step.name}'] in path ${written(steps.slice(0, at))} ` +
            `but found '${value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value}'.`,
        )
      }
      if (!Object.hasOwn(value, step.name)) {
        return missing(
          isLast ? `No results for path: ${written(steps)}` : `Missing property in path ${written(steps.slice(0, at + 1))}`,
        )
      }
      value = value[step.name]
    } else {
      if (!Array.isArray(value)) {
        return missing(`Filter: [${step.index}] can only be applied to arrays. Current context is: ${JSON.stringify(value)}`)
      }
      const list: readonly unknown[] = value
      const index = step.index < 0 ? list.length + step.index : step.index
      if (index < 0 || index >= list.length) return missing(`No results for path: ${written(steps)}`)
      value = list[index]
    }
  }
  return { found: true, value }
}

/** What the path leads to. One that may select several always leads to a list. */
export function follow(path: Path, roots: Roots): Found {
  const root = rootValue(path, roots)
  if (root === undefined) return missing(`No results for path: ${path.text}`)
  const { selection } = path
  switch (selection.kind) {
    case 'one':
      return walk(selection.steps, root)
    case 'members': {
      const object = walk(selection.steps, root)
      if (!object.found) return object
      const { value } = object
      if (!isObject(value)) return missing(`No results for path: ${path.text}`)
      return {
        found: true,
        value: Object.fromEntries(selection.names.flatMap((name) => (Object.hasOwn(value, name) ? [[name, value[name]]] : []))),
      }
    }
    case 'several':
      return { found: true, value: selection.query.query(root as JSONValue).values() }
    default:
      return selection satisfies never
  }
}

/** Whether the path ends at an index that its list is too short for. */
export function isPastTheEnd(path: Path, roots: Roots): boolean {
  if (path.selection.kind !== 'one') return false
  const { steps } = path.selection
  const last = steps.at(-1)
  if (last?.kind !== 'index') return false
  const list = walk(steps.slice(0, -1), rootValue(path, roots))
  return list.found && Array.isArray(list.value)
}

/** Puts `value` where a reference path points to in `into`; undefined where that cannot be. */
export function placed(path: Path, into: unknown, value: unknown): unknown {
  if (path.selection.kind !== 'one') return undefined
  return placedAt(path.selection.steps, into, value)
}

function placedAt(steps: readonly Step[], into: unknown, value: unknown): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (step.kind === 'name') {
    if (!isObject(into)) return undefined
    const inner = placedAt(rest, Object.hasOwn(into, step.name) ? into[step.name] : {}, value)
    return inner === undefined ? undefined : { ...into, [step.name]: inner }
  }
  if (!Array.isArray(into) || step.index < 0 || step.index >= into.length) return undefined
  const list: readonly unknown[] = into
  const inner = placedAt(rest, list[step.index], value)
  return inner === undefined ? undefined : list.with(step.index, inner)
}
