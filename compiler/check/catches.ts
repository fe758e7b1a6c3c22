/** The errors that are caught: ones that there are, and that can be caught. */
import { closest } from '../closest.ts'
import { INVALID_ANSWER, KNOWN_ERRORS } from '../error-names.ts'
import { neverCaught, unknownPredefinedError, unlikelyError } from '../problems/never.ts'
import type { Problem } from '../problems.ts'
import type { ChainTree } from '../tree.ts'
import { PREDEFINED_ERRORS, isPredefinedError } from '../validate/rules/error-names.ts'
import { placedBuilders } from '../walk.ts'
import { ofBuilder } from './place.ts'
import type { Place } from './place.ts'

/** It ends the run whatever is caught. */
const UNCATCHABLE = 'States.Runtime'
const PREDEFINED = [...PREDEFINED_ERRORS]
/** Slips in a name that is still meant: a function's own errors may be called anything. */
const SLIPS = 2

function* unfit(name: string, own: ReadonlySet<string>, place: Place): Generator<Problem> {
  if (name.startsWith('States.')) {
    if (name === UNCATCHABLE) yield neverCaught(place, name)
    else if (!isPredefinedError(name)) yield unknownPredefinedError(place, name, closest(name, PREDEFINED))
    return
  }
  if (KNOWN_ERRORS.has(name) || own.has(name)) return
  const near = closest(name, [...own, ...KNOWN_ERRORS], SLIPS)
  if (near !== undefined) yield unlikelyError(place, name, near)
}

export function catches(tree: ChainTree): Problem[] {
  const visits = placedBuilders(tree)
  const own = new Set([
    INVALID_ANSWER,
    ...visits.flatMap(({ placed }) => (placed.builder.kind === 'fail' ? placed.builder.error : [])),
  ])
  return visits.flatMap((visit) => {
    const { builder } = visit.placed
    if (!('catches' in builder)) return []
    const names = builder.catches.flatMap(({ errors }) => errors)
    return names.flatMap((name) => [...unfit(name, own, ofBuilder(visit))])
  })
}
