/** All that the app is given: nothing in it reaches for the environment, the network or the clock by itself. */
import type { Manifest } from '../compiler/contract.ts'
import type { Access } from './access/access.ts'
import type { Sources } from './built.ts'
import type { Clock } from './clock.ts'
import type { StreamTiming } from './formats/streamed-reply.ts'
import type { Model, Usage } from './model.ts'
import type { Page } from './page.ts'
import type { Settings } from './settings.ts'
import type { Tracing } from './telemetry/tracing.ts'
import type { Validators } from './validators.ts'
import type { Workflows } from './workflow.ts'

export interface Dependencies {
  readonly workflows: Workflows
  readonly model: Model
  readonly manifests: readonly Manifest[]
  readonly validators: Validators
  readonly settings: Settings
  readonly access: Access
  /** Takes one line of JSON. */
  readonly log: (line: string) => void
  /** Undefined: requests get no spans. */
  readonly tracing: Tracing | undefined
  readonly clock: Clock
  readonly newId: () => string
  readonly random: () => number
  readonly timing: StreamTiming
  /** US dollars of a call, where the model's price is known. */
  readonly usd: (model: string, usage: Usage) => number | null
  readonly sources: Sources
  /** What else is served, such as the playground's page and what it asks for. */
  readonly pages?: readonly Page[]
}
