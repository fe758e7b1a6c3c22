/** A form that scripts a step: what it is answered, or what goes wrong, in the next runs, so that the other path can be seen. */
import type { TaskRecord } from '../../local/stepfunctions/record.ts'
import { modelCallOf } from '../data/model-call.ts'
import { without } from '../data/script.ts'
import type { Script, ScriptedAnswer, StepFault } from '../data/script.ts'
import { json } from '../data/words.ts'
import { announce } from './announce.ts'
import { element, fill, freshId, say } from './element.ts'
import { labelled, option } from './field.ts'
import type { Actions } from './state.ts'

type Choice = 'none' | ScriptedAnswer['kind'] | StepFault['kind']

const CHOICES: Readonly<Record<Choice, string>> = {
  none: 'As it is',
  text: 'Answer this text',
  result: 'Have this result',
  error: 'Fail with this error',
  delay: 'Be late',
  throttle: 'Be throttled by the service',
  fail: 'Fail at the service',
  stall: 'Never answer',
}

const ERRORS = [
  'States.TaskFailed',
  'States.Timeout',
  'BedrockRuntime.ThrottlingException',
  'BedrockAgentRuntime.ThrottlingException',
]

export function scriptForm(state: string, script: Script, task: TaskRecord | undefined, actions: Actions): HTMLElement {
  const answer = script.answers[state]
  const fault = script.faults[state]
  const was: Choice = answer?.kind ?? fault?.kind ?? 'none'
  const call = task === undefined ? undefined : modelCallOf(task)

  const select = element('select')
  fill(select, ...Object.entries(CHOICES).map(([value, label]) => option(value, label, value === was)))
  const text = element('textarea', { rows: 3 }, answer?.kind === 'text' ? answer.text : (call?.answer ?? ''))
  const result = element(
    'textarea',
    { rows: 8, class: 'mono', spellcheck: 'false' },
    answer?.kind === 'result' ? json(answer.result) : json(task?.result) || '{}',
  )
  const known = element('datalist', { id: freshId('errors') }, ...ERRORS.map((error) => option(error)))
  const error = element('input', {
    type: 'text',
    list: known.id,
    value: answer?.kind === 'error' ? answer.error : (task?.error ?? 'States.TaskFailed'),
  })
  const cause = element('input', { type: 'text', value: answer?.kind === 'error' ? answer.cause : 'Scripted in the playground' })
  const ms = element('input', { type: 'number', min: 0, step: 100, value: fault?.kind === 'delay' ? fault.ms : 1000 })

  const parts: Readonly<Record<string, readonly HTMLElement[]>> = {
    text: [labelled(text, { label: 'Text', help: 'As the model would say it.' }).node],
    result: [labelled(result, { label: 'Result', help: 'JSON, as the service answers it to Step Functions.' }).node],
    error: [labelled(error, { label: 'Error' }).node, labelled(cause, { label: 'Cause' }).node, known],
    delay: [labelled(ms, { label: 'Milliseconds' }).node],
  }
  const wrong = element('p', { class: 'wrong', role: 'alert' })
  const details = element('div', { class: 'parts' })
  const showParts = () => {
    fill(details, ...(parts[select.value] ?? []))
    say(wrong, '')
  }
  select.addEventListener('change', showParts)
  showParts()

  const read = (): ScriptedAnswer | StepFault | undefined => {
    const kind = select.value as Choice
    switch (kind) {
      case 'none':
        return undefined
      case 'text':
        return { kind, text: text.value }
      case 'result':
        return { kind, result: JSON.parse(result.value) as unknown }
      case 'error':
        return { kind, error: error.value.trim() || 'States.TaskFailed', cause: cause.value }
      case 'delay':
        return { kind, ms: Math.max(0, ms.valueAsNumber || 0) }
      case 'throttle':
      case 'fail':
      case 'stall':
        return { kind }
      default:
        return kind satisfies never
    }
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    let wanted: ScriptedAnswer | StepFault | undefined
    try {
      wanted = read()
    } catch {
      say(wrong, 'The result is not JSON.')
      return
    }
    const [answers, faults] = [without(script.answers, state), without(script.faults, state)]
    const isAnswer = wanted?.kind === 'text' || wanted?.kind === 'result' || wanted?.kind === 'error'
    actions.setScript({
      ...script,
      answers: isAnswer ? { ...answers, [state]: wanted as ScriptedAnswer } : answers,
      faults: wanted !== undefined && !isAnswer ? { ...faults, [state]: wanted as StepFault } : faults,
    })
    announce(wanted === undefined ? `${state} runs as it is` : `${state} is scripted from the next run on`)
  }
  return element(
    'form',
    { class: 'script', on: { submit } },
    labelled(select, { label: 'In the next runs it is to' }).node,
    details,
    wrong,
    element('button', { type: 'submit', class: 'button' }, was === 'none' ? 'Script it' : 'Change it'),
  )
}
