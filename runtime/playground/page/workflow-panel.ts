/** The workflow: its graph, the steps of the run that is shown, and the step that is looked at. */
import type { Place } from '../../engine/index.ts'
import type { ExecutionRecord } from '../../local/stepfunctions/record.ts'
import type { StepStatus } from '../data/run.ts'
import type { Phase } from '../data/turn.ts'
import { durationOf, joined } from '../data/words.ts'
import { element, fill, say } from './element.ts'
import type { GraphView } from './graph.ts'
import type { Actions, Selection, Shown } from './state.ts'
import { STATUS_SIGNS, STATUS_WORDS } from './status.ts'
import { stepView } from './step-view.ts'

const RUN_WORDS: Readonly<Record<ExecutionRecord['status'], string>> = {
  RUNNING: 'Running',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed out',
}

function headline({ chain, local, turn, run }: Shown): string {
  if (chain === undefined) return ''
  if (!local) return 'The steps of a run can be watched where the machines run on this machine: npm start.'
  if (turn === undefined) return 'No run yet'
  if (run === undefined) return turn.phase === 'workflow' ? 'Starting' : 'Nothing is known of this run.'
  return joined(' · ', RUN_WORDS[run.status], durationOf(run.ms))
}

interface Row {
  readonly selection: Selection
  readonly name: string
  /** How many blocks it is in. */
  readonly depth: number
  readonly status: StepStatus
  readonly ms: string
}

/** Without the name of the block that it is in, where that is its beginning. */
function shortName(state: string, within: readonly Place[]): string {
  const block = `${within.at(-1)?.state ?? ''}.`
  return state.startsWith(block) && block !== '.' ? state.slice(block.length) : state
}

const ANSWER: Readonly<Record<Phase, StepStatus>> = {
  workflow: 'waiting',
  answer: 'running',
  done: 'done',
  stopped: 'stopped',
  failed: 'failed',
}

/** In the order in which they began; at the end the answer, which is no state. */
function rows({ run, turn, chain }: Shown): readonly Row[] {
  const steps = [...(run?.steps.values() ?? [])].filter(({ visits }) => visits.length > 0)
  const answered = chain?.kind === 'answer' && turn?.firstByteMs !== undefined && run?.status === 'SUCCEEDED'
  return [
    ...steps.map(({ state, status, ms, visits: [{ within = [] } = {}] }): Row => {
      const name = shortName(state, within)
      return { selection: { kind: 'state', state }, name, depth: within.length, status, ms: durationOf(ms) }
    }),
    ...(answered
      ? [{ selection: { kind: 'answer' } as const, name: 'answer', depth: 0, status: ANSWER[turn.phase], ms: '' }]
      : []),
  ]
}

export function workflowPanel(panel: HTMLElement, graph: GraphView, actions: Actions): (shown: Shown) => void {
  const head = element('p')
  const list = element('ol', { class: 'steps', 'aria-label': 'Steps of this run' })
  const buttons = new Map<string, { readonly button: HTMLButtonElement; shown: string }>()
  const step = stepView(graph, actions)
  const hint = element(
    'p',
    { class: 'empty' },
    'Ask something: the steps light up as they run, each with its prompt, its output and its time.',
  )
  fill(
    panel,
    element('div', { class: 'headline' }, head, graph.tools),
    graph.node,
    element('div', { class: 'below' }, hint, list, step.node),
  )

  return (shown) => {
    say(head, headline(shown))
    const { selected } = shown.talk
    graph.show(shown.run, selected?.kind === 'state' ? selected.state : undefined)
    const wanted = rows(shown)
    const keys = new Set(wanted.map(({ selection }) => JSON.stringify(selection)))
    for (const [key, { button }] of buttons)
      if (!keys.has(key)) {
        button.parentElement?.remove()
        buttons.delete(key)
      }
    for (const { selection, name, depth, status, ms } of wanted) {
      const key = JSON.stringify(selection)
      let row = buttons.get(key)
      if (row === undefined) {
        row = { button: element('button', { type: 'button', on: { click: () => actions.select(selection) } }), shown: '' }
        buttons.set(key, row)
        list.append(element('li', {}, row.button))
      }
      const { button } = row
      button.setAttribute('aria-pressed', String(key === JSON.stringify(selected)))
      const drawn = joined(' ', name, status, ms)
      if (row.shown === drawn) continue
      row.shown = drawn
      button.className = `is-${status} depth-${Math.min(depth, 3)}`
      fill(
        button,
        element('span', { class: 'sign', 'aria-hidden': 'true' }, STATUS_SIGNS[status]),
        element('span', { class: 'name' }, name),
        element('span', { class: 'visually-hidden' }, STATUS_WORDS[status]),
        element('span', { class: 'ms' }, ms),
      )
    }
    list.hidden = wanted.length === 0
    hint.hidden = wanted.length > 0 || selected !== undefined
    step.show(shown)
  }
}
