/** What things are called: names that can be variables, states and files; names of deploy-time values. */
import { closest } from '../closest.ts'
import { badName, badSubstitution } from '../problems.ts'
import { unusedSubstitution } from '../problems/never.ts'
import type { Problem } from '../problems.ts'
import { substitutionsIn, substitutionsOf } from '../substitutions.ts'
import type { ChainTree } from '../tree.ts'
import { placedBuilders } from '../walk.ts'
import { ofBuilder, ofStep } from './place.ts'

const STEP_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const CHAIN_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/
const SUBSTITUTION = /^[A-Za-z0-9]{1,255}$/

export function names(tree: ChainTree): Problem[] {
  const whole = { at: tree.at, path: [tree.name] }
  const keys = placedBuilders(tree).flatMap((visit) => {
    const { builder, name } = visit.placed
    const branches = builder.kind === 'parallel' ? builder.branches.filter(({ key }) => !STEP_NAME.test(key)) : []
    return [
      ...(name !== null && !STEP_NAME.test(name) ? [badName(ofStep(visit), 'a step', name)] : []),
      ...branches.map(({ key }) => badName(ofBuilder(visit), 'a branch', key)),
    ]
  })
  return [...(CHAIN_NAME.test(tree.name) ? [] : [badName(whole, 'a chain', tree.name)]), ...keys]
}

export function substitutions(tree: ChainTree): Problem[] {
  const used = substitutionsOf(tree)
  const described = Object.keys(tree.substitutions)
  const bare = used.filter((name) => !described.includes(name))
  const unused = described
    .filter((name) => !used.includes(name))
    .map((name) => unusedSubstitution({ at: tree.at, path: [tree.name] }, name, closest(name, bare)))
  return [...unused, ...badSubstitutions(tree, used)]
}

function badSubstitutions(tree: ChainTree, used: readonly string[]): Problem[] {
  const bad = used.filter((name) => !SUBSTITUTION.test(name))
  if (bad.length === 0) return []
  return placedBuilders(tree).flatMap((visit) => {
    const here = substitutionsIn(visit.placed)
    return bad.filter((name) => here.has(name)).map((name) => badSubstitution(ofBuilder(visit), name))
  })
}
