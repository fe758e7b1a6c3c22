/** Small parts that panels are made of: a section that opens, a text to read, a list of facts. */
import { json } from '../data/words.ts'
import { copyButton } from './copy.ts'
import { element, nodes } from './element.ts'
import type { Child } from './element.ts'

/** What somebody has opened or closed stays so, by the section's title, whatever step is looked at. */
const opened = new Map<string, boolean>()

/** A section of nothing is none. */
export function section(title: string, open: boolean, ...children: readonly Child[]): HTMLElement | undefined {
  const inside = nodes(children)
  if (inside.length === 0) return undefined
  const details = element(
    'details',
    { class: 'section', open: opened.get(title) ?? open },
    element('summary', {}, title),
    element('div', { class: 'inside' }, ...children),
  )
  details.addEventListener('toggle', () => opened.set(title, details.open))
  return details
}

/** More than this is not laid out; the copy has it all. */
const MOST_SHOWN = 60_000

export function reading(label: string, text: string, mono = true): HTMLElement {
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}\n… ${text.length - MOST_SHOWN} more characters` : text
  return element(
    'div',
    { class: 'reading' },
    element('pre', { class: mono ? '' : 'prose', tabindex: 0, role: 'region', 'aria-label': label }, shown),
    copyButton(() => text, `Copy ${label.toLowerCase()}`),
  )
}

export const readingJson = (label: string, value: unknown): HTMLElement | undefined =>
  value === undefined ? undefined : reading(label, json(value))

/** A name, its value and what that means; one without a value is left out. */
export type Fact = readonly [name: string, value: Child, title?: string | undefined]

export const facts = (...list: readonly Fact[]): HTMLElement =>
  element(
    'dl',
    { class: 'facts' },
    ...list.map(([name, value, title]) => value && element('div', { title }, element('dt', {}, name), element('dd', {}, value))),
  )

/** What went wrong: in our words, then in those of what failed. */
export const failureBox = (
  what: string,
  { error, cause }: { readonly error?: string | undefined; readonly cause?: string | undefined },
  where?: Child,
  ...more: readonly Child[]
): HTMLElement =>
  element(
    'div',
    { class: 'failure' },
    element('p', {}, element('strong', {}, what)),
    where,
    error && element('p', { class: 'mono' }, error),
    cause && reading('Cause', cause),
    ...more,
  )
