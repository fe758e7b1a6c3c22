/** How data flows through one state: what each query language compiles a state into, and the interpreter asks it for. */
import type { Services } from '../../compiler/jsonata/index.ts'

export type Variables = Record<string, unknown>

/** A state being run: what its fields can read. */
export interface Visit {
  /** As it came in; `dataflow.input` may take less of it. */
  readonly rawInput: unknown
  /** Read only here: what is assigned is committed by the interpreter when the state ends. */
  readonly variables: Readonly<Variables>
  readonly context: Readonly<Record<string, unknown>>
  readonly services: Services
}

/** What leaves a state. */
export interface Exit {
  readonly output: unknown
  readonly assigned?: Readonly<Variables>
}

export interface Chosen extends Exit {
  /** Absent: no rule matched and there is no default. */
  readonly next: string | undefined
}

export interface MapItem {
  readonly index: number
  readonly value: unknown
  /** Where the items are an object's members. */
  readonly key?: string
}

type Eventually<T> = T | Promise<T>

/** All of them throw `StateFailure`. */
export interface Dataflow {
  /** What the state works on. */
  input(visit: Visit): Eventually<unknown>
  /** What a task, a Parallel's branches or a Pass's result are made of. */
  arguments(visit: Visit, input: unknown): Eventually<unknown>
  /** The end of a state that has worked: its result becomes its output and variables. */
  exit(visit: Visit, input: unknown, result: unknown): Eventually<Exit>
  /** The same where the catcher at `index` takes over. */
  caught(visit: Visit, index: number, error: unknown): Eventually<Exit>
  choose(visit: Visit, input: unknown): Eventually<Chosen>
  /** When a Wait ends: milliseconds from now, or a time in milliseconds since 1970. */
  wait(visit: Visit, input: unknown): Eventually<{ readonly forMs: number } | { readonly until: number }>
  timeoutSeconds(visit: Visit, input: unknown): Eventually<number | undefined>
  failure(visit: Visit, input: unknown): Eventually<{ readonly error: string | undefined; readonly cause: string | undefined }>
  items(visit: Visit, input: unknown): Eventually<readonly MapItem[]>
  /** What the iteration of `item` is given; the visit's context holds it. */
  itemInput(visit: Visit, input: unknown, item: MapItem): Eventually<unknown>
  /** 0 is without limit. */
  maxConcurrency(visit: Visit, input: unknown): Eventually<number>
}
