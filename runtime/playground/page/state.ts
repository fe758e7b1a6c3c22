/** All that the page shows, as data, and what somebody can do on it. */
import type { ExecutionRecord } from '../../local/stepfunctions/record.ts'
import type { Problem } from '../../local/control/notices.ts'
import type { PlaygroundChain } from '../chain.ts'
import type { Settings } from '../data/request.ts'
import type { Run } from '../data/run.ts'
import type { Script } from '../data/script.ts'
import type { Turn, TurnFailure } from '../data/turn.ts'

/** A state of the machine, or the last model call, which is none. */
export type Selection = { readonly kind: 'state'; readonly state: string } | { readonly kind: 'answer' }

export const TABS = ['workflow', 'settings', 'code'] as const
export type Tab = (typeof TABS)[number]

/** What belongs to one chain and is kept while another is looked at. */
export interface Talk {
  readonly turns: readonly Turn[]
  readonly settings: Settings
  readonly script: Script
  /** Whether local AWS knows of the script, so that an empty one has to be told as well. */
  readonly scripted: boolean
  /** The turn whose run is shown. */
  readonly shownTurn: string | undefined
  readonly selected: Selection | undefined
  readonly draft: string
}

export interface PageState {
  readonly chains: readonly PlaygroundChain[]
  readonly local: boolean
  readonly chain: PlaygroundChain | undefined
  readonly talks: Readonly<Record<string, Talk>>
  readonly tab: Tab
  /** On a narrow page: the panel over the conversation. */
  readonly panel: 'none' | 'chains' | 'side'
  readonly problems: readonly Problem[]
  /** The list of chains could not be read. */
  readonly failure: TurnFailure | undefined
}

/** The state with what follows from it, as the parts of the page take it. */
export interface Shown extends PageState {
  readonly talk: Talk
  /** The turn whose run is shown, and that run. */
  readonly turn: Turn | undefined
  readonly record: ExecutionRecord | undefined
  readonly run: Run | undefined
}

export interface Actions {
  ask(question: string): void
  stop(): void
  again(): void
  clear(): void
  choose(chain: string): void
  /** Shows the run of a turn, and a step of it. */
  showTurn(id: string, step?: string): void
  select(selected: Selection | undefined): void
  openTab(tab: Tab): void
  openPanel(panel: PageState['panel']): void
  set(settings: Partial<Settings>): void
  setScript(script: Script): void
  setDraft(draft: string): void
  useKey(key: string): void
}
