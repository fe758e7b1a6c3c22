/** One question and what became of it. Everything the page shows of an answer is in here, and each event gives the next turn. */
import type { ChainRequest } from '../../schemas.ts'

export interface TurnFailure {
  readonly code: string
  readonly message: string
  readonly requestId: string
}

export type AnswerEvent =
  | {
      readonly type: 'workflow'
      readonly version: string | null
      readonly experiments: readonly Variant[]
      readonly tokens: { readonly input: number; readonly output: number }
    }
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool'; readonly id: string; readonly name: string }
  | { readonly type: 'tool_input'; readonly text: string }
  | { readonly type: 'usage'; readonly inputTokens: number; readonly outputTokens: number; readonly usd: number | null }
  | { readonly type: 'done'; readonly stopReason: string }
  /** The data of a chain that returns data, whole. */
  | { readonly type: 'data'; readonly data: unknown }
  | { readonly type: 'failed'; readonly failure: TurnFailure }
  | { readonly type: 'stopped' }

export interface Variant {
  readonly name: string
  readonly variant: string
}

/** `workflow` until the first words come, `answer` while they do. */
export type Phase = 'workflow' | 'answer' | 'done' | 'stopped' | 'failed'

export interface Turn {
  /** The request's id, which is the execution's name as well. */
  readonly id: string
  readonly chain: string
  readonly kind: 'answer' | 'result'
  readonly question: string
  readonly request: ChainRequest
  readonly phase: Phase
  /** Markdown; JSON where the chain returns data. */
  readonly text: string
  readonly reasoning: string
  /** By the clock of the page, in milliseconds. */
  readonly sentAt: number
  readonly firstByteMs?: number
  readonly totalMs?: number
  readonly version?: string | null
  readonly experiments: readonly Variant[]
  /** Tokens of the steps of the workflow, together. */
  readonly workflowTokens?: { readonly input: number; readonly output: number }
  readonly usage?: { readonly input: number; readonly output: number; readonly usd: number | null }
  readonly stopReason?: string
  readonly failure?: TurnFailure
}

export type Asked = Pick<Turn, 'id' | 'chain' | 'kind' | 'question' | 'request' | 'sentAt'>

export const asked = (question: Asked): Turn => ({
  ...question,
  phase: 'workflow',
  text: '',
  reasoning: '',
  experiments: [],
})

export const isOver = ({ phase }: Pick<Turn, 'phase'>): boolean => phase !== 'workflow' && phase !== 'answer'

/** The turn after an event that came `now`, by the clock of the page. What comes after its end changes nothing. */
export function told(turn: Turn, event: AnswerEvent, now: number): Turn {
  if (isOver(turn)) return turn
  const ms = now - turn.sentAt
  const begun: Turn = { ...turn, phase: 'answer', firstByteMs: turn.firstByteMs ?? ms }
  switch (event.type) {
    case 'workflow': {
      const { version, experiments, tokens } = event
      return { ...turn, version, experiments, workflowTokens: tokens }
    }
    case 'delta':
      return { ...begun, text: turn.text + event.text }
    case 'reasoning':
      return { ...begun, reasoning: turn.reasoning + event.text }
    case 'tool':
    case 'tool_input':
      return begun
    case 'usage':
      return { ...turn, usage: { input: event.inputTokens, output: event.outputTokens, usd: event.usd } }
    case 'done':
      return { ...turn, phase: 'done', totalMs: ms, stopReason: event.stopReason }
    case 'data':
      return { ...begun, phase: 'done', totalMs: ms, text: JSON.stringify(event.data, null, 2) }
    case 'failed':
      return { ...turn, phase: 'failed', totalMs: ms, failure: event.failure }
    case 'stopped':
      return { ...turn, phase: 'stopped', totalMs: ms }
    default:
      return event satisfies never
  }
}
