/** A labelled field of a form: its control, what it is for, and what is wrong with what was written. */
import { limitsOf, valueOf, writtenOf } from '../data/schema.ts'
import type { Field } from '../data/schema.ts'
import { joined } from '../data/words.ts'
import { element, fill, freshId, say } from './element.ts'

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

export interface FieldView {
  readonly node: HTMLElement
  readonly control: Control
}

export interface FieldOptions {
  readonly label: string
  readonly help?: string | undefined
  readonly required?: boolean
}

/** Puts a label above a control and the help below. */
export function labelled(control: Control, { label, help, required = false }: FieldOptions): FieldView {
  control.id = freshId('field')
  const described = element('p', { class: 'help', id: freshId('help') }, help)
  if (help) control.setAttribute('aria-describedby', described.id)
  control.required = required
  const mark = required ? element('span', { class: 'required', title: 'required' }, ' *') : null
  const node = element('div', { class: 'field' }, element('label', { for: control.id }, label, mark), control, help && described)
  return { node, control }
}

export const option = (value: string, label = value, selected = false) => element('option', { value, selected }, label)

/** A control for a value of a schema; `changed` is told the value whenever it is a good one. */
export function schemaField(field: Field, initial: unknown, changed: (value: unknown) => void): FieldView {
  const { name, schema, required, is } = field
  const control = controlFor(field, writtenOf(field, initial))
  const wrong = element('p', { class: 'wrong', role: 'alert' })
  const read = () => {
    const { value, wrong: problem = '' } = valueOf(field, control.value.trim() === '' ? '' : control.value)
    control.setCustomValidity(problem)
    control.setAttribute('aria-invalid', String(problem !== ''))
    say(wrong, problem)
    if (problem === '') changed(value)
  }
  control.addEventListener('input', read)
  const help = joined(' · ', schema.description, is.kind === 'lines' ? 'one a line' : '', limitsOf(schema))
  const view = labelled(control, { label: schema.title ?? name, required, help })
  view.node.append(wrong)
  if (is.kind === 'number') view.node.classList.add('short')
  return view
}

function controlFor({ is, schema, required }: Field, written: string): Control {
  const { default: usual, minLength: minlength, maxLength: maxlength, pattern, minimum: min, maximum: max } = schema
  const placeholder = usual === undefined ? undefined : typeof usual === 'string' ? usual : JSON.stringify(usual)
  switch (is.kind) {
    case 'text':
      return element('input', { value: written, placeholder, autocomplete: 'off', minlength, maxlength, pattern })
    case 'number':
      return element('input', { type: 'number', value: written, placeholder, step: is.whole ? 1 : 'any', min, max })
    case 'choice': {
      const select = element('select')
      fill(
        select,
        required && written !== '' ? null : option('', placeholder ?? '—', written === ''),
        ...is.values.map((value) => option(JSON.stringify(value), String(value), JSON.stringify(value) === written)),
      )
      return select
    }
    case 'long':
    case 'lines':
    case 'json':
      return element(
        'textarea',
        {
          rows: is.kind === 'long' ? 6 : 3,
          spellcheck: 'false',
          class: is.kind === 'json' ? 'mono' : '',
          placeholder: placeholder ?? (is.kind === 'json' ? 'JSON' : ''),
        },
        written,
      )
    default:
      return is satisfies never
  }
}
