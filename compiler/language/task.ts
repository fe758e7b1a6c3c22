/** What all tasks have in common: how long and how often they are tried, and what happens when they fail. */
import { Type } from 'typebox'
import type { Catch, Effort } from '../tree.ts'
import { reference } from './ref.ts'
import type { Ref } from './ref.ts'
import { buildBlock, isStep } from './step.ts'
import type { Block, Building, Ending } from './step.ts'
import { asSchema } from './schema.ts'

/** What a task failed with, as Step Functions tells it. */
export interface Failure {
  /** The error's name, such as `BedrockRuntime.ThrottlingException`. */
  readonly error: string
  readonly cause: string
}
export const FAILURE = asSchema(Type.Object({ error: Type.String(), cause: Type.String() }))

/** What happens when every try has failed: another value of the same type, or a path that ends the chain. */
type Fallback<Out> = Block<Ref<Failure>, Out | Ending>

/** One fallback for every error, or one for each name; `States.ALL` stands for the rest. */
export type CatchOption<Out> = Fallback<Out> | { readonly [error: string]: Fallback<Out> }

export interface TaskOptions<Out> {
  /** Seconds one try may take; the default depends on the kind of task. */
  readonly timeout?: number
  /** Tries in all, the first included; 1: never retried. */
  readonly attempts?: number
  readonly catch?: CatchOption<Out>
}

/** Only what was given: an absent option stays absent. */
export const effortOf = ({ timeout, attempts }: Effort): Effort => ({
  ...(timeout === undefined ? {} : { timeout }),
  ...(attempts === undefined ? {} : { attempts }),
})

const ALL = 'States.ALL'

/** The catchers of a task, `States.ALL` last as Step Functions wants it. */
export function catchesOf(fallback: unknown, within: Building): readonly Catch[] {
  if (fallback === undefined) return []
  const failure = (id: number) => reference<Failure>({ kind: 'given', block: id, name: 'failure', schema: FAILURE })
  const catchOf = (error: string, block: unknown): Catch => ({ errors: [error], block: buildBlock(block, within, failure) })
  if (typeof fallback === 'function' || isStep(fallback)) return [catchOf(ALL, fallback)]
  const byName = Object.entries(fallback as Readonly<Record<string, unknown>>)
  return [...byName.filter(([error]) => error !== ALL), ...byName.filter(([error]) => error === ALL)].map(([error, block]) =>
    catchOf(error, block),
  )
}
