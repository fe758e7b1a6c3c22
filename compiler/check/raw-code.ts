/** JSONata that authors write: that it parses, and reads nothing but the values it is given. */
import { JsonataError, parse } from '../jsonata/index.ts'
import { rawCode } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { ChainTree, Expression } from '../tree.ts'
import { analyse } from '../validate/analysis.ts'
import { FUNCTIONS } from '../validate/functions.ts'
import { allValues } from '../walk.ts'

type Raw = Extract<Expression, { kind: 'jsonata' }>
interface Finding {
  /** Characters before it. */
  readonly offset: number
  readonly what: string
  readonly remedy: string
}

const GIVE_IT = "Give what it needs as values: jsonata(schema, '$count($messages)', { messages })."
const VALUE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

export function rawCodes(tree: ChainTree): Problem[] {
  const found = allValues(tree).flatMap(({ value, visit }) => (value.kind === 'jsonata' ? [{ value, visit }] : []))
  const once = [...new Map(found.map((one) => [one.value, one])).values()]
  return once.flatMap(({ value, visit }) =>
    findingsOf(value).map(({ offset, what, remedy }) =>
      rawCode({ at: value.at, path: visit.path }, placeOf(value.code, offset), what, remedy),
    ),
  )
}

function placeOf(code: string, offset: number) {
  const lines = code.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

function findingsOf({ code, values }: Raw): readonly Finding[] {
  const names = Object.keys(values)
  const unfit = names.filter((name) => !VALUE_NAME.test(name) || name === 'states')
  if (unfit.length > 0)
    return unfit.map((name) => ({
      offset: 0,
      what: `"${name}" cannot be the name of a value.`,
      remedy: 'Use letters, digits and _, start with a letter or _, and not `states`.',
    }))
  const substitution = code.indexOf('${')
  if (substitution >= 0)
    return [
      {
        offset: substitution,
        what: 'Deployment would put a value in the place of `${`.',
        remedy: 'Write "\\u0024{" in a text, and `$ {` elsewhere.',
      },
    ]
  try {
    return unscoped(code, new Set(names))
  } catch (error) {
    if (!(error instanceof JsonataError)) throw error
    const what = `The JSONata does not parse: ${error.message.replace(/\.?$/, '.')}`
    return [{ offset: Math.max(0, (error.position ?? 1) - 1), what, remedy: 'Correct it; it is JSONata 2.0.6.' }]
  }
}

function unscoped(code: string, names: ReadonlySet<string>): readonly Finding[] {
  const { bare, variables, calls } = analyse(code)
  const nodes = nodesOf(parse(code))
  const at = (type: string, value: string, mark = '') =>
    Math.max(0, (nodes.find((node) => node.type === type && node.value === value)?.position ?? 0) - value.length - mark.length)
  const unknown = variables.filter((name) => !names.has(name))
  const readsStates = nodes.some(({ type, value }) => type === 'variable' && value === 'states')
  const readsRoot = nodes.some(({ type, value }) => type === 'variable' && value === '$')
  return [
    ...(readsStates
      ? [{ offset: at('variable', 'states', '$'), what: "`$states` is the state machine's own.", remedy: GIVE_IT }]
      : []),
    ...(readsRoot ? [{ offset: at('variable', '$', '$'), what: 'There is no `$$`.', remedy: GIVE_IT }] : []),
    ...unknown.map((name) => ({
      offset: at('variable', name, '$'),
      what: `\`$${name}\` is not among its values${names.size > 0 ? ` (${[...names].join(', ')})` : ''}.`,
      remedy: GIVE_IT,
    })),
    ...bare.map((name) =>
      name === '$'
        ? { offset: at('variable', '', '$'), what: 'There is no `$` outside of a path or predicate.', remedy: GIVE_IT }
        : {
            offset: at('name', name),
            what: `\`${name}\` is a field of nothing: an expression has no context.`,
            remedy: `Write \`$${name}\` and give it as a value, or the path to it from a value.`,
          },
    ),
    ...calls
      .filter((name) => names.has(name) || !FUNCTIONS.has(name))
      .map((name) => ({
        offset: at('variable', name, '$'),
        what: names.has(name) ? `\`$${name}\` is a value here, no function.` : `There is no function \`$${name}\`.`,
        remedy: names.has(name) ? 'Rename the value.' : "Use one of JSONata's or Step Functions' functions, or define it.",
      })),
  ]
}

interface Node {
  readonly type: string
  readonly value: unknown
  readonly position?: number
}

/** All nodes of a parsed tree. */
function nodesOf(tree: unknown): readonly Node[] {
  if (Array.isArray(tree)) return tree.flatMap(nodesOf)
  if (typeof tree !== 'object' || tree === null || tree instanceof RegExp) return []
  const own = 'type' in tree && 'value' in tree ? [tree as Node] : []
  return [...own, ...Object.values(tree).flatMap(nodesOf)]
}
