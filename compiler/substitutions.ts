/** Which deploy-time values a chain needs: those that its values name, and those in the resources of its permissions. */
import type { ChainTree, Expression, Permission, Placed } from './tree.ts'
import { allValues, placedBuilders, valuesOf, within } from './walk.ts'

const NAMED = /\$\{([^}:]+)\}/g

/** Names in a text; those of AWS itself, such as `${AWS::Region}`, are left out. */
const namesIn = (text: string): readonly string[] => [...text.matchAll(NAMED)].map(([, name]) => name as string)

const nameOf = (value: Expression): readonly string[] => {
  if (value.kind !== 'call' || value.name !== 'substitution') return []
  const [name] = value.of
  return name?.kind === 'literal' && typeof name.value === 'string' ? [name.value] : []
}

/** The permissions a task needs besides its models'. */
export const permissionsOf = ({ builder }: Placed): readonly Permission[] => ('permissions' in builder ? builder.permissions : [])

const allowedTo = (placed: Placed): readonly string[] =>
  permissionsOf(placed).flatMap(({ resources }) => resources.flatMap(namesIn))

/** Those of one builder. */
export const substitutionsIn = (placed: Placed): readonly string[] => [
  ...new Set([...valuesOf(placed).flatMap(within).flatMap(nameOf), ...allowedTo(placed)]),
]

/** Those of the whole chain, every name once, in order. */
export const substitutionsOf = (tree: ChainTree): readonly string[] =>
  [
    ...new Set([
      ...allValues(tree).flatMap(({ value }) => nameOf(value)),
      ...placedBuilders(tree).flatMap(({ placed }) => allowedTo(placed)),
      ...(tree.answer?.guardrail ? [tree.answer.guardrail.id] : []),
    ]),
  ].sort()

/** Those that hold ids of knowledge bases. */
export const knowledgeBasesOf = (tree: ChainTree): readonly string[] =>
  [
    ...new Set(
      placedBuilders(tree).flatMap(({ placed }) =>
        permissionsOf(placed).flatMap(({ resources }) =>
          resources.filter((resource) => resource.includes(':knowledge-base/')).flatMap(namesIn),
        ),
      ),
    ),
  ].sort()
