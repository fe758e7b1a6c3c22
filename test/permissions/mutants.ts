/** Permissions that lack one thing: a statement, an action of one, or a resource of one. */
import type { Statement } from '../../compiler/contract.ts'

export interface Lacking {
  /** What is missing. */
  readonly what: string
  readonly statements: readonly Statement[]
}

const without = <T>(list: readonly T[], index: number): T[] => [...list.slice(0, index), ...list.slice(index + 1)]

export const lackingOne = (statements: readonly Statement[]): readonly Lacking[] =>
  statements.flatMap((statement, index): Lacking[] => {
    const { actions, resources } = statement
    const instead = (other: Statement) => [...statements.slice(0, index), other, ...statements.slice(index + 1)]
    const named = actions.join(' ')
    return [
      { what: named, statements: without(statements, index) },
      ...(actions.length > 1
        ? actions.map((action, at) => ({ what: action, statements: instead({ ...statement, actions: without(actions, at) }) }))
        : []),
      ...(resources.length > 1
        ? resources.map((resource, at) => ({
            what: `${named} on ${resource}`,
            statements: instead({ ...statement, resources: without(resources, at) }),
          }))
        : []),
    ]
  })
