/** What a running machine tells its observer, in the order in which it happens. */

/** Which branch of a Parallel or item of a Map something happened in; the outermost first. */
export interface Place {
  readonly state: string
  readonly branch?: number
  readonly item?: number
}

interface Common {
  /** Milliseconds since 1970, by the execution's clock. */
  readonly at: number
}
interface OfState extends Common {
  readonly state: string
  readonly within?: readonly Place[]
}

export type EngineEvent =
  | (Common & { readonly type: 'ExecutionStarted'; readonly input: unknown })
  | (OfState & { readonly type: 'StateEntered'; readonly input: unknown })
  | (OfState & {
      readonly type: 'TaskScheduled'
      readonly resource: string
      readonly arguments: unknown
      readonly attempt: number
    })
  | (OfState & { readonly type: 'TaskSucceeded'; readonly result: unknown })
  | (OfState & { readonly type: 'TaskFailed'; readonly error?: string | undefined; readonly cause?: string | undefined })
  | (OfState & { readonly type: 'TaskRetried'; readonly delayMs: number; readonly attempt: number })
  | (OfState & {
      readonly type: 'StateCaught'
      readonly error?: string | undefined
      readonly cause?: string | undefined
      readonly next: string
    })
  | (OfState & {
      readonly type: 'EvaluationFailed'
      readonly error?: string | undefined
      readonly cause?: string | undefined
      /** The field, such as `Output/answer`; absent where the state's input is at fault. */
      readonly location?: string
    })
  /** Nothing caught its failure: what it stands in fails as well, if that does not catch it. */
  | (OfState & {
      readonly type: 'StateFailed'
      readonly error?: string | undefined
      readonly cause?: string | undefined
      /** The field at fault, such as `Output/answer`, where it is one. */
      readonly location?: string
    })
  | (OfState & {
      readonly type: 'StateExited'
      readonly output: unknown
      readonly assigned?: Readonly<Record<string, unknown>>
      readonly next?: string
    })
  | (Common & { readonly type: 'ExecutionSucceeded'; readonly output: unknown })
  | (Common & { readonly type: 'ExecutionFailed'; readonly error?: string | undefined; readonly cause?: string | undefined })
  | (Common & { readonly type: 'ExecutionTimedOut' })

type Untimed<T> = T extends unknown ? Omit<T, 'at' | 'within'> : never
/** An event before the time and the place are written on it. */
export type Happening = Untimed<EngineEvent>
