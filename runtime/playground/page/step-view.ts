/** One step, looked at closely: what went in, what was sent, what came back, how often and how long, and where it was written. */
import type { WorkflowOutput } from '../../../compiler/contract.ts'
import type { StateRecord } from '../../local/stepfunctions/record.ts'
import { finalCallOf } from '../data/final-call.ts'
import { modelCallOf } from '../data/model-call.ts'
import type { ModelCall } from '../data/model-call.ts'
import type { Step } from '../data/run.ts'
import { duration, durationOf, joined, shortModel, whole } from '../data/words.ts'
import { element, fill, ICONS, quietButton } from './element.ts'
import type { Child } from './element.ts'
import type { GraphView } from './graph.ts'
import { scriptForm } from './script-form.ts'
import { facts, failureBox, reading, readingJson, section } from './section.ts'
import type { Fact } from './section.ts'
import { option } from './field.ts'
import type { Actions, Shown, Talk } from './state.ts'
import { STATUS_WORDS } from './status.ts'

const serviceOf = (resource: string) => resource.replace(/^arn:[^:]*:states:[^:]*:[^:]*:/, '')

const promptOf = ({ prompt, settings }: ModelCall): readonly Child[] => [
  section(
    'Prompt as sent',
    true,
    ...prompt.map(({ role, text }) =>
      element(
        'div',
        { class: 'message' },
        role !== 'prompt' && element('h3', { class: 'label' }, role),
        reading(`${role} prompt`, text, false),
      ),
    ),
  ),
  section('Settings of the call', false, Object.keys(settings).length > 0 && readingJson('Settings', settings)),
]

const modelFacts = ({ model, tokens }: ModelCall): readonly Fact[] => [
  ['Model', shortModel(model), model],
  ['Tokens', tokens && `${whole(tokens.input)} → ${whole(tokens.output)}`, 'in → out'],
]

function problemOf({ caught, failed }: StateRecord): Child {
  if (caught) return failureBox(`It failed and was caught: the run goes on at ${caught.next}.`, caught)
  return failed && failureBox(joined(' in ', 'It failed', failed.location), failed)
}

function visitBody(visit: StateRecord): readonly Child[] {
  const { tasks, input, output, assigned, exitedAt, enteredAt } = visit
  const task = tasks.at(-1)
  const call = task && modelCallOf(task)
  const ended = exitedAt && duration(Date.parse(exitedAt) - Date.parse(enteredAt))
  return [
    problemOf(visit),
    facts(
      ...(call ? modelFacts(call) : []),
      ['Calls', task && !call && serviceOf(task.resource), task?.resource],
      ['Time', ended],
      ['Attempts', tasks.length > 1 && tasks.length],
    ),
    ...(call ? promptOf(call) : []),
    section('Answer', true, call?.answer && reading('Answer', call.answer, false)),
    section('Output', !call, readingJson('Output', output)),
    section('Variables it sets', false, readingJson('Variables', assigned)),
    section('Call', false, ...(task ? [readingJson('Arguments', task.arguments), readingJson('Result', task.result)] : [])),
    section('Input', false, readingJson('Input', input)),
    section(
      'Attempts',
      false,
      tasks.length > 1 &&
        element(
          'ol',
          { class: 'attempts' },
          ...tasks.map(({ error, cause }) => element('li', {}, joined(': ', error ?? 'went well', cause))),
        ),
    ),
  ]
}

const whereOf = ({ within = [] }: StateRecord) =>
  within
    .map(({ state, branch, item }) =>
      item === undefined ? `${state}, branch ${(branch ?? 0) + 1}` : `${state}, item ${item + 1}`,
    )
    .join(', ')

function visits({ visits: all }: Step, at: number, choose: (at: number) => void): Child {
  if (all.length < 2) return null
  const select = element('select', { 'aria-label': 'Which time it ran', on: { change: () => choose(Number(select.value)) } })
  fill(
    select,
    ...all.map((visit, index) => {
      const where = whereOf(visit)
      return option(String(index), `${index + 1} of ${all.length}${where === '' ? '' : ` · ${where}`}`, index === at)
    }),
  )
  return select
}

export function stepView(graph: GraphView, actions: Actions) {
  const node = element('section', { class: 'step', 'aria-label': 'Step', hidden: true })
  /** What is shown now, in short: the parts are only made anew when it is something else. */
  let key = ''
  let at: number | undefined
  let last: Shown | undefined

  /** Focus does not get lost when what has it is made anew. */
  const keepingFocus = () => {
    const focused = document.activeElement
    const was = focused instanceof HTMLElement && node.contains(focused) ? focused : undefined
    return () => {
      if (was === undefined || document.activeElement === was) return
      const again = node.contains(was) ? was : node.querySelector<HTMLElement>('form.script button[type=submit], header button')
      again?.focus({ preventScroll: true })
    }
  }

  const heading = (name: string, status: string, place: string | undefined) => {
    const close = () => {
      const { selected } = last?.talk ?? {}
      actions.select(undefined)
      if (selected?.kind === 'state') graph.focus(selected.state)
    }
    return element(
      'header',
      {},
      element('h2', {}, name),
      status === ''
        ? null
        : element('span', { class: `pill is-${status}` }, STATUS_WORDS[status as keyof typeof STATUS_WORDS] ?? status),
      quietButton('Close the step', ICONS.close, close),
      place && element('p', { class: 'place', title: 'Where it was written' }, place),
    )
  }

  function state(name: string, { run, chain, local, talk }: Shown): void {
    const step = run?.steps.get(name)
    const index = Math.min(at ?? Infinity, (step?.visits.length ?? 1) - 1)
    const visit = step?.visits[index]
    const visitKey =
      visit === undefined
        ? ''
        : `${visit.tasks.length} ${String(visit.exitedAt)} ${JSON.stringify(visit.tasks.at(-1)?.error ?? null)}`
    const now = [
      chain?.name,
      name,
      step?.status,
      step?.visits.length,
      index,
      visitKey,
      last?.turn?.id,
      JSON.stringify([talk.script.answers[name], talk.script.faults[name]]),
    ].join('|')
    if (now === key) return
    key = now
    const choose = (to: number) => {
      at = to
      if (last !== undefined) show(last)
    }
    const refocus = keepingFocus()
    fill(
      node,
      heading(name, step?.status ?? '', chain?.places[name]),
      step && visits(step, index, choose),
      ...(visit === undefined
        ? [element('p', { class: 'note' }, step?.status === 'skipped' ? 'This run did not come here.' : 'It has not run yet.')]
        : visitBody(visit)),
      local && graph.isTask(name) ? scripting(name, chain?.name ?? '', talk, visit) : null,
    )
    refocus()
  }

  /** The form stays the same one while a run goes on: somebody may be writing in it. */
  let form: { readonly key: string; readonly node: HTMLElement | undefined } | undefined
  function scripting(name: string, chain: string, { script }: Talk, visit: StateRecord | undefined): HTMLElement | undefined {
    const task = visit?.tasks.at(-1)
    const scripted = [script.answers[name] ?? null, script.faults[name] ?? null]
    const formKey = [chain, name, task === undefined, JSON.stringify(scripted)].join('|')
    if (form?.key !== formKey)
      form = {
        key: formKey,
        node: section(
          'Script this step',
          scripted.some((one) => one !== null),
          scriptForm(name, script, task, actions),
        ),
      }
    return form.node
  }

  function answer({ turn, chain, record }: Shown): void {
    const now = `answer|${turn?.id}|${turn?.phase}|${record?.status}`
    if (now === key || turn === undefined || chain === undefined) return
    key = now
    const output = record?.status === 'SUCCEEDED' ? (record.output as WorkflowOutput) : undefined
    const call = output && finalCallOf(chain, turn, output)
    const none = output?.answer_text ? 'The workflow had the text itself: no model was called for it.' : 'It is not known yet.'
    fill(
      node,
      heading('answer', turn.phase === 'answer' ? 'running' : turn.phase === 'workflow' ? 'waiting' : turn.phase, chain.source),
      call
        ? facts(...modelFacts(call), ['First words', durationOf(turn.firstByteMs)], ['Total', durationOf(turn.totalMs)])
        : element('p', { class: 'note' }, none),
      ...(call ? promptOf(call) : []),
    )
  }

  /** Which step of which turn is looked at. */
  const subject = (shown: Shown | undefined) => JSON.stringify([shown?.turn?.id, shown?.talk.selected])

  function show(shown: Shown): void {
    const { selected } = shown.talk
    const isOther = subject(last) !== subject(shown)
    if (isOther) at = undefined
    last = shown
    node.hidden = selected === undefined
    if (selected === undefined) {
      key = ''
      fill(node)
    } else if (selected.kind === 'state') state(selected.state, shown)
    else answer(shown)
    if (isOther) node.scrollIntoView({ block: 'nearest' })
  }
  return { node, show }
}
