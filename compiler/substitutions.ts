/** Which deploy-time values a chain needs: those that its values name, and those in the resources of its permissions. */
import type { ChainTree, Expression, Permission, Placed } from './tree.ts'
import { allValues, placedBuilders, valuesOf, within } from './walk.ts'

const NAMED = /\$\{([^}:]+)\}/g

/** Names in a text; those of AWS itself, such as `${AWS::Region}`, are left out. */
const namesIn = (text: string): readonly string[] =>
  text.includes('${') ? [...text.matchAll(NAMED)].map(([, name]) => name as string) : []

/** The name of a deploy-time value. */
function nameOf(value: Expression): string | undefined {
  if (value.kind !== 'call' || value.name !== 'substitution') return undefined
  const [name] = value.of
  return name?.kind === 'literal' && typeof name.value === 'string' ? name.value : undefined
}

/** The permissions a task needs besides its models'. */
export const permissionsOf = ({ builder }: Placed): readonly Permission[] => ('permissions' in builder ? builder.permissions : [])

/** Resources that the tasks among builders may use. */
function* resourcesOf(builders: Iterable<Placed>): Generator<string> {
  for (const placed of builders) for (const { resources } of permissionsOf(placed)) yield* resources
}

/** What values name, and the permissions of builders. */
function named(values: Iterable<Expression>, builders: Iterable<Placed>): Set<string> {
  const names = new Set<string>()
  for (const value of values) {
    const name = nameOf(value)
    if (name !== undefined) names.add(name)
  }
  for (const resource of resourcesOf(builders)) for (const name of namesIn(resource)) names.add(name)
  return names
}

/** Those of one builder. */
export const substitutionsIn = (placed: Placed): ReadonlySet<string> => named(valuesOf(placed).flatMap(within), [placed])

const builtIn = (tree: ChainTree): readonly Placed[] => placedBuilders(tree).map(({ placed }) => placed)

/** Those of the whole chain, every name once, in order. */
export function substitutionsOf(tree: ChainTree): readonly string[] {
  const names = named(
    allValues(tree).map(({ value }) => value),
    builtIn(tree),
  )
  if (tree.answer?.guardrail) names.add(tree.answer.guardrail.id)
  return [...names].sort()
}

/** Those that hold ids of knowledge bases. */
export function knowledgeBasesOf(tree: ChainTree): readonly string[] {
  const bases = [...resourcesOf(builtIn(tree))].filter((resource) => resource.includes(':knowledge-base/'))
  return [...new Set(bases.flatMap(namesIn))].sort()
}
