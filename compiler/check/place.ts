/** Where a problem is told: at a step's name, at its builder, or at a value that knows where it was written. */
import type { Origin } from '../tree.ts'
import { orElse } from '../walk.ts'
import type { BlockVisit, Visit } from '../walk.ts'

export interface Place {
  readonly at: Origin
  readonly path: readonly string[]
}

/** At `step(…)`, or at the builder where there is none. */
export const ofStep = ({ placed, path, around }: Visit): Place => ({
  at: orElse(placed.name === null ? placed.builder.at : placed.at, around),
  path,
})

export const ofBuilder = ({ placed, path, around }: Visit): Place => ({ at: orElse(placed.builder.at, around), path })

/** At what a block gives: its last builder, or what the block belongs to. */
export const ofEnd = ({ block, path, around }: BlockVisit): Place => ({
  at: block.end.kind === 'builder' ? orElse(block.end.placed.builder.at, around) : around,
  path,
})
