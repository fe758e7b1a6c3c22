/** Where a question is written: Enter sends it, Shift+Enter begins a line, and while an answer comes it can be stopped. */
import { scriptedCount } from '../data/script.ts'
import { isOver } from '../data/turn.ts'
import { element, fill, icon, ICONS, quietButton, say } from './element.ts'
import type { Actions, Shown } from './state.ts'

export function composer(form: HTMLElement, actions: Actions): (shown: Shown) => void {
  const question = element('textarea', { id: 'question', rows: 1, 'aria-describedby': 'keys', autocomplete: 'off' })
  const label = element('label', { for: 'question', class: 'visually-hidden' }, 'Question')
  const clear = quietButton('Clear', ICONS.clear, () => actions.clear(), true)
  const scripted = element('button', { type: 'button', class: 'link', on: { click: () => actions.openTab('settings') } })
  const send = element('button', { type: 'submit', class: 'send' }, icon(ICONS.send), element('span', {}, 'Send'))
  const stop = element(
    'button',
    { type: 'button', class: 'send stop', on: { click: () => actions.stop() } },
    icon(ICONS.stop),
    element('span', {}, 'Stop'),
  )
  fill(
    form,
    label,
    question,
    element(
      'div',
      { class: 'row' },
      clear,
      scripted,
      element(
        'p',
        { id: 'keys', class: 'keys' },
        element('kbd', {}, 'Enter'),
        ' sends, ',
        element('kbd', {}, 'Shift+Enter'),
        ' new line',
      ),
      element('div', { class: 'do' }, send, stop),
    ),
  )
  // where the browser does not let a field grow by its style alone
  const grow = () => {
    if (CSS.supports('field-sizing', 'content')) return
    question.rows = Math.min(12, question.value.split('\n').length)
  }
  const submit = () => {
    const text = question.value.trim()
    if (text !== '') actions.ask(text)
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  question.addEventListener('input', () => {
    grow()
    actions.setDraft(question.value)
  })
  question.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  })

  return ({ talk, chain }) => {
    const running = talk.turns.some((turn) => !isOver(turn))
    const focused = document.activeElement
    send.hidden = running
    stop.hidden = !running
    send.disabled = chain === undefined || talk.draft.trim() === ''
    // the button that was pressed gives way to the other
    if (running ? focused === send : focused === stop) (running ? stop : question).focus()
    const count = scriptedCount(talk.script)
    scripted.hidden = count === 0
    say(scripted, `${count} scripted`)
    clear.disabled = talk.turns.length === 0
    question.disabled = chain === undefined
    question.placeholder = chain === undefined ? '' : `Ask ${chain.name}`
    if (question.value !== talk.draft) {
      question.value = talk.draft
      grow()
    }
  }
}
