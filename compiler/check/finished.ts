/** The finished definition, held to AWS's own rules and ours: what is wrong with it is told at the step that it comes from. */
import type { Definition } from '../asl.ts'
import { invalidDefinition, tooDeep, tooLarge } from '../problems/finished.ts'
import type { Problem } from '../problems.ts'
import { substitutionsOf } from '../substitutions.ts'
import type { ChainTree, Placed } from '../tree.ts'
import { validateDefinition } from '../validate/index.ts'
import type { AslProblem } from '../validate/index.ts'
import { placedBuilders } from '../walk.ts'
import { ofBuilder } from './place.ts'
import type { Place } from './place.ts'

export interface Finished {
  readonly definition: Definition
  /** The definition as it is written, but for its version. */
  readonly text: string
  /** Which step each state comes from. */
  readonly origins: ReadonlyMap<string, Placed>
}

export function checkFinished(tree: ChainTree, { definition, text, origins }: Finished): readonly Problem[] {
  const problems = validateDefinition(definition, {
    type: 'EXPRESS',
    rules: 'compiled',
    substitutions: substitutionsOf(tree),
    written: text,
  })
  if (problems.length === 0) return []
  const visits = new Map(placedBuilders(tree).map((visit) => [visit.placed.id, visit]))
  const placeOf = (state: string | undefined): Place => {
    const placed = state === undefined ? undefined : origins.get(state)
    const visit = placed && visits.get(placed.id)
    return visit ? ofBuilder(visit) : { at: tree.at, path: [tree.name] }
  }
  return problems.map((problem) => told(problem, placeOf, definition))
}

function told(
  { code, message, location, excess }: AslProblem,
  placeOf: (state: string | undefined) => Place,
  definition: Definition,
): Problem {
  if (code === 'DEFINITION_TOO_LARGE' && excess) {
    const [name, bytes] = largestState(definition)
    return tooLarge(placeOf(name), excess, bytes)
  }
  const state = stateIn(location)
  if (code === 'EXPRESSION_TOO_DEEP' && excess) return tooDeep(placeOf(state), location, excess)
  return invalidDefinition(placeOf(state), location, message)
}

/** The innermost state that a location is in; no state is called with a slash. */
const stateIn = (location: string): string | undefined => /.*\/States\/([^/[]+)/.exec(location)?.[1]

/** Of the states that hold no others. */
function largestState(definition: Definition): readonly [name: string | undefined, bytes: number] {
  let largest: readonly [string | undefined, number] = [undefined, 0]
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'States' && typeof inner === 'object') lookAtStates(inner as Readonly<Record<string, object>>)
      else if (name === 'Branches' || name === 'ItemProcessor' || Array.isArray(value)) look(inner)
    }
  }
  const lookAtStates = (states: Readonly<Record<string, object>>) => {
    for (const [name, state] of Object.entries(states)) {
      look(state)
      if ('Branches' in state || 'ItemProcessor' in state) continue
      const bytes = Buffer.byteLength(JSON.stringify(state))
      if (bytes > largest[1]) largest = [name, bytes]
    }
  }
  look(definition)
  return largest
}
