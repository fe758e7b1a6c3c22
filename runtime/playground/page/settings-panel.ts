/** The settings of a chain's requests: its parameters, what its answer lets a caller choose, the session, and what is scripted. */
import type { AnswerSettings } from '../../../compiler/contract.ts'
import type { PlaygroundChain } from '../chain.ts'
import { choicesOf } from '../data/request.ts'
import { fieldsOf } from '../data/schema.ts'
import { NO_SCRIPT, scriptedCount, without, wordsOf } from '../data/script.ts'
import type { ModelFault, Script } from '../data/script.ts'
import { shortModel, whole } from '../data/words.ts'
import { element, fill, ICONS, quietButton } from './element.ts'
import type { Child } from './element.ts'
import { labelled, option, schemaField } from './field.ts'
import { facts, reading, section } from './section.ts'
import type { Actions, Shown } from './state.ts'

const group = (title: string, ...children: readonly Child[]) =>
  element('section', { class: 'group' }, element('h2', { class: 'label' }, title), ...children)

/** Fields for the members of a schema; what is written in one goes into what is set, or out of it. */
function fields(schema: unknown, set: Readonly<Record<string, unknown>>, change: (name: string, value: unknown) => void) {
  return fieldsOf(schema).map((field) => schemaField(field, set[field.name], (value) => change(field.name, value)).node)
}

const changed = (set: Readonly<Record<string, unknown>>, name: string, value: unknown) =>
  value === undefined ? without(set, name) : { ...set, [name]: value }

/** What the chain lets a caller choose, as fields; what it does not, as facts. */
function answerGroup(answer: AnswerSettings, choices: readonly HTMLElement[]): HTMLElement {
  const { allow, model, maxTokens, system, temperature } = answer
  return group(
    'Answer',
    facts(
      ['Model', shortModel(model), model],
      ['Tokens', `${whole(maxTokens)} at most`],
      ['Temperature', temperature?.toString()],
    ),
    ...choices,
    choices.length === 0
      ? element(
          'p',
          { class: 'note' },
          'The chain lets a caller choose none of these. What it lists in answer.allow can be changed here.',
        )
      : null,
    !allow.system && section('System prompt', false, reading('System prompt', system, false)),
  )
}

function session({ chain, talk }: Shown, actions: Actions): HTMLElement {
  const control = element('input', {
    type: 'text',
    'data-session': true,
    value: talk.settings.session,
    maxlength: 256,
    autocomplete: 'off',
    on: { input: () => actions.set({ session: control.value.trim() }) },
  })
  const experiments = chain?.experiments ?? []
  const shares = experiments.map(({ name, weights }) => {
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
    const each = Object.entries(weights).map(([variant, weight]) => `${variant} ${Math.round((weight / total) * 100)} %`)
    return [name, each.join(', ')] as const
  })
  return group(
    'Conversation',
    labelled(control, {
      label: 'Session',
      help:
        experiments.length === 0
          ? 'Tells this conversation from others.'
          : 'A session keeps its variant; another may get another.',
    }).node,
    facts(...shares),
  )
}

const MODEL_FAULTS: Readonly<Record<'none' | ModelFault['kind'], string>> = {
  none: 'As it is',
  pace: 'Be slow: so many milliseconds a word',
  throttle: 'Be throttled',
  fail: 'Fail before its first word',
  exception: 'Fail in its stream',
  cut: 'Break off after so many words',
  stall: 'Never answer',
}

function modelFault(script: Script, actions: Actions): HTMLElement {
  const { model } = script
  const select = element('select')
  fill(select, ...Object.entries(MODEL_FAULTS).map(([value, label]) => option(value, label, value === (model?.kind ?? 'none'))))
  const amount = element('input', {
    type: 'number',
    min: 0,
    value: model?.kind === 'pace' ? model.ms : model?.kind === 'cut' ? model.after : 40,
    'aria-label': 'How many',
  })
  const read = (): ModelFault | undefined => {
    const kind = select.value as keyof typeof MODEL_FAULTS
    const count = Math.max(0, Math.round(amount.valueAsNumber || 0))
    switch (kind) {
      case 'none':
        return undefined
      case 'pace':
        return { kind, ms: count }
      case 'cut':
        return { kind, after: count }
      case 'throttle':
      case 'fail':
      case 'exception':
      case 'stall':
        return { kind }
      default:
        return kind satisfies never
    }
  }
  const changed = () => {
    amount.hidden = select.value !== 'pace' && select.value !== 'cut'
    actions.setScript({ ...script, model: read() })
  }
  amount.hidden = model?.kind !== 'pace' && model?.kind !== 'cut'
  select.addEventListener('change', changed)
  amount.addEventListener('change', changed)
  const { node } = labelled(select, { label: 'The answer’s model is to' })
  node.append(amount)
  return node
}

function scripted({ local, talk: { script }, chain }: Shown, actions: Actions): HTMLElement | null {
  if (!local || chain === undefined) return null
  const item = (name: string, words: string, next: Script) =>
    element(
      'li',
      {},
      element('span', {}, element('strong', {}, name), ` ${words}`),
      quietButton(`${name} as it is`, ICONS.close, () => actions.setScript(next)),
    )
  const { answers, faults } = script
  const items = [
    ...Object.entries(answers).map(([state, answer]) =>
      item(state, wordsOf(answer), { ...script, answers: without(answers, state) }),
    ),
    ...Object.entries(faults).map(([state, fault]) => item(state, wordsOf(fault), { ...script, faults: without(faults, state) })),
  ]
  return group(
    'Scripted',
    items.length === 0
      ? element('p', { class: 'note' }, 'Choose a step of the graph to script what it is answered, or what goes wrong.')
      : element('ul', { class: 'scripted' }, ...items),
    chain.kind === 'answer' ? modelFault(script, actions) : null,
    scriptedCount(script) === 0
      ? null
      : element(
          'button',
          { type: 'button', class: 'button', on: { click: () => actions.setScript(NO_SCRIPT) } },
          'Run everything as it is',
        ),
  )
}

function access(actions: Actions): HTMLElement {
  const key = element('input', { type: 'password', autocomplete: 'off' })
  return group(
    'Access',
    element(
      'form',
      {
        on: {
          submit: (event) => {
            event.preventDefault()
            actions.useKey(key.value.trim())
          },
        },
      },
      labelled(key, { label: 'Key or token', help: 'This server wants one. It is kept until the page is left.' }).node,
      element('button', { type: 'submit', class: 'button' }, 'Use it'),
    ),
  )
}

export interface SettingsPanel {
  show(shown: Shown): void
  /** Whether every field is well filled in; the first that is not gets the focus. */
  check(): boolean
}

export function settingsPanel(panel: HTMLElement, actions: Actions): SettingsPanel {
  let key = ''
  let now: Shown | undefined
  const facing = (chain: PlaygroundChain | undefined) =>
    chain === undefined ? '' : `${chain.name} ${chain.version} ${JSON.stringify([chain.answer, chain.input])}`
  let scriptPart: HTMLElement | null = null
  let script: Script | undefined
  return {
    show(shown) {
      now = shown
      const { chain, talk, local, failure } = shown
      const wanted = `${facing(chain)} ${local} ${failure?.code ?? ''}`
      if (wanted !== key) {
        key = wanted
        script = undefined
        scriptPart = element('div', { class: 'parts' })
        const { settings } = talk
        const answer = chain?.answer ?? null
        const inputs = fields(chain?.input, settings.params, (name, value) =>
          actions.set({ params: changed(now?.talk.settings.params ?? {}, name, value) }),
        )
        const choices = fields(chain && choicesOf(chain), settings.choices, (name, value) =>
          actions.set({ choices: changed(now?.talk.settings.choices ?? {}, name, value) }),
        )
        fill(
          panel,
          failure?.code === 'unauthorized' ? access(actions) : null,
          inputs.length === 0 ? null : group('Parameters', ...inputs),
          chain && session(shown, actions),
          scriptPart,
          answer === null ? null : answerGroup(answer, choices),
        )
      }
      const input = panel.querySelector<HTMLInputElement>('[data-session]')
      if (input !== null && input !== document.activeElement) input.value = talk.settings.session
      if (talk.script !== script && scriptPart !== null) {
        script = talk.script
        const had = scriptPart.contains(document.activeElement)
        fill(scriptPart, scripted(shown, actions))
        if (had) scriptPart.querySelector<HTMLElement>('button, select')?.focus()
      }
    },
    check: () => {
      const wrong = [...panel.querySelectorAll<HTMLInputElement>('input, select, textarea')].find(
        (control) => !control.checkValidity(),
      )
      if (wrong === undefined) return true
      actions.openTab('settings')
      // the panel may only now be visible
      requestAnimationFrame(() => wrong.reportValidity())
      return false
    },
  }
}
