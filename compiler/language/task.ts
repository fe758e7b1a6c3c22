/** What all tasks have in common: how long and how often they are tried, and what happens when they fail. */
import { Type } from 'typebox'
import type { Catch, Effort, Schema } from '../tree.ts'
import { reference } from './ref.ts'
import type { Ref } from './ref.ts'
import { buildBlock } from './step.ts'
import type { Answer, Block, Building } from './step.ts'

/** What a task failed with, as Step Functions tells it. */
export interface Failure {
  /** The error's name, such as `BedrockRuntime.ThrottlingException`. */
  readonly error: string
  readonly cause: string
}
const FAILURE = Type.Object({ error: Type.String(), cause: Type.String() }) as unknown as Schema

export interface TaskOptions<Out> {
  /** Seconds one try may take; the default depends on the kind of task. */
  readonly timeout?: number
  /** Tries in all, the first included; 1: never retried. */
  readonly attempts?: number
  /** What happens when every try has failed: another value of the same type, or a path that ends the chain. */
  readonly catch?: Block<Ref<Failure>, Out | Answer>
}

/** Only what was given: an absent option stays absent. */
export const effortOf = ({ timeout, attempts }: Effort): Effort => ({
  ...(timeout === undefined ? {} : { timeout }),
  ...(attempts === undefined ? {} : { attempts }),
})

export function catchOf(block: unknown, within: Building): { readonly catch?: Catch } {
  if (block === undefined) return {}
  const failure = (id: number) => reference<Failure>({ kind: 'given', block: id, name: 'failure', schema: FAILURE })
  return { catch: { errors: ['States.ALL'], block: buildBlock(block, within, failure) } }
}
