/** One turn of the conversation: the question, the answer as it comes, what it cost, and what it was made from. */
import type { Passage } from '../data/passages.ts'
import { passagesOf } from '../data/passages.ts'
import { remedyFor } from '../data/remedies.ts'
import type { Run } from '../data/run.ts'
import { isOver } from '../data/turn.ts'
import type { Turn } from '../data/turn.ts'
import { counted, dollars, durationOf, shortModel, whole } from '../data/words.ts'
import { copyButton } from './copy.ts'
import { element, fill, ICONS, quietButton, say } from './element.ts'
import type { Child } from './element.ts'
import { markdownView, safeAddress } from './markdown.ts'
import { facts, failureBox, reading, section } from './section.ts'
import type { Fact } from './section.ts'
import type { Actions } from './state.ts'

/** What a turn is shown with. */
export interface TurnContext {
  readonly turn: Turn
  readonly run: Run | undefined
  readonly output: unknown
  readonly places: Readonly<Record<string, string>>
  readonly model: string | undefined
  readonly isLast: boolean
  readonly isShown: boolean
  /** Whether steps can be looked at. */
  readonly local: boolean
}

export interface TurnView {
  readonly node: HTMLElement
  show(context: TurnContext): void
}

const STOPS: Readonly<Record<string, string>> = {
  max_tokens: 'Cut at its token cap: maxTokens of the chain’s answer.',
  refusal: 'The model refused to answer.',
  content_filtered: 'A content filter ended the answer.',
  guardrail_intervened: 'The guardrail ended the answer.',
}

/** What the workflow is doing, while there is no answer yet. */
function doing({ turn, run }: TurnContext): string {
  if (isOver(turn) || turn.phase === 'answer') return ''
  if (run === undefined) return 'The workflow runs'
  if (run.status !== 'RUNNING') return turn.kind === 'answer' ? 'The model begins' : 'The workflow is done'
  const running = [...run.steps.values()].filter(({ status }) => status === 'running').map(({ state }) => state)
  return running.length === 0 ? 'The workflow runs' : `Running ${running.join(', ')}`
}

const passageItem = ({ text, source, score }: Passage) => {
  const address = source === undefined ? undefined : safeAddress(source)
  const name = source ?? 'no source'
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'source' },
      address === undefined
        ? element('span', {}, name)
        : element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, name),
      score === undefined
        ? null
        : element('span', { class: 'score', title: 'How well it fits, as the search says' }, score.toFixed(3)),
    ),
    element('p', {}, text),
  )
}

function failureCard({ turn, run, places }: TurnContext, actions: Actions): Child {
  const { failure, id } = turn
  if (failure === undefined) return undefined
  const { state, ...why } = run?.failure ?? {}
  const at = state && [
    'In ',
    element('button', { type: 'button', class: 'link', on: { click: () => actions.showTurn(id, state) } }, state),
    element('span', { class: 'place' }, ` ${places[state] ?? ''}`),
  ]
  return failureBox(
    failure.message,
    why,
    at && element('p', {}, ...at),
    element('p', {}, remedyFor(failure.code)),
    facts(['Code', failure.code], ['Request', failure.requestId]),
  )
}

const tokens = (of: { readonly input: number; readonly output: number } | undefined) =>
  of && of.input + of.output > 0 && `${whole(of.input)} → ${whole(of.output)}`

const figures = ({ turn, model }: TurnContext) => {
  const { usage, workflowTokens, experiments, firstByteMs, totalMs } = turn
  const said = tokens(usage)
  return facts(
    ...experiments.map(({ name, variant }): Fact => [name, variant, 'The variant that the session has']),
    ['Model', said && model && shortModel(model), model],
    ['Tokens', said, 'Of the answer’s model call: in → out'],
    ['Steps', tokens(workflowTokens), 'Tokens of the workflow’s model calls: in → out'],
    ['Cost', said && usage?.usd != null && dollars(usage.usd), 'Of the answer’s model call'],
    ['First words', durationOf(firstByteMs), 'From the question to the first words of the answer'],
    ['Total', durationOf(totalMs)],
  )
}

export function turnView(first: Turn, actions: Actions): TurnView {
  const answer = markdownView()
  const activity = element('p', { class: 'activity' })
  const body = element('div', { class: 'answer' }, activity, answer.node)
  const extras = element('div', { class: 'extras' })
  const again = quietButton('Run again', ICONS.again, () => actions.again(), true)
  const steps = quietButton('Steps', ICONS.graph, () => actions.showTurn(first.id), true)
  const bar = element('div', { class: 'bar' })
  const node = element(
    'article',
    { class: 'turn', 'data-turn': first.id },
    element('h2', { class: 'visually-hidden' }, 'You'),
    element('div', { class: 'question' }, element('p', {}, first.question)),
    element('h2', { class: 'visually-hidden' }, first.chain),
    body,
    extras,
    bar,
  )
  let seen: Partial<TurnContext> = {}

  return {
    node,
    show(context) {
      const { turn, isLast, isShown, local, output } = context
      node.classList.toggle('is-shown', isShown && !isLast)
      steps.setAttribute('aria-pressed', String(isShown))
      say(activity, doing(context))
      body.hidden = isOver(turn) && turn.text === ''
      activity.hidden = activity.textContent === ''
      const before = seen
      seen = context
      const over = isOver(turn)
      if (before.turn?.text !== turn.text || before.turn.phase !== turn.phase) {
        if (turn.kind === 'result') fill(body, turn.text && reading('Data', turn.text))
        else answer.show(turn.text, over)
      }
      if (!over) return
      if (before.turn === turn && before.run === context.run && before.output === output && before.isLast === isLast) return
      const passages = passagesOf(output)
      const stop = STOPS[turn.stopReason ?? '']
      fill(
        extras,
        section('Reasoning', false, turn.reasoning && reading('Reasoning', turn.reasoning, false)),
        turn.phase === 'stopped' ? element('p', { class: 'note' }, 'Stopped.') : null,
        stop && element('p', { class: 'note' }, stop),
        failureCard(context, actions),
        passages.length === 0
          ? null
          : section(
              counted(passages.length, 'passage'),
              false,
              element('ol', { class: 'passages' }, ...passages.map(passageItem)),
            ),
      )
      fill(
        bar,
        figures(context),
        element(
          'div',
          { class: 'actions' },
          turn.text === '' ? null : copyButton(() => turn.text, 'Copy answer'),
          local ? steps : null,
          isLast ? again : null,
        ),
      )
    },
  }
}
