/** Tabs: one is chosen, the arrows go to the next, and the Tab key goes on to what the chosen one shows. */
import { element, fill, freshId } from './element.ts'

export interface TabOf<Id extends string> {
  readonly id: Id
  readonly label: string
  /** What it shows; several may show the same. */
  readonly panel: HTMLElement
}

export interface Tabs<Id extends string> {
  readonly node: HTMLElement
  current(): Id
  choose(id: Id): void
}

export function tabs<Id extends string>(
  label: string,
  list: readonly TabOf<Id>[],
  first: Id,
  chosen: (id: Id) => void,
): Tabs<Id> {
  let current = first
  const node = element('div', { class: 'tabs', role: 'tablist', 'aria-label': label })
  const buttons = list.map(({ id, label: text, panel }) => {
    panel.id ||= freshId('panel')
    panel.setAttribute('role', 'tabpanel')
    const button = element('button', { type: 'button', role: 'tab', id: freshId('tab'), 'aria-controls': panel.id }, text)
    button.addEventListener('click', () => pick(id))
    return button
  })
  const mark = () => {
    const shown = list.find(({ id }) => id === current)?.panel
    for (const [index, { id, panel }] of list.entries()) {
      const button = buttons[index]
      button?.setAttribute('aria-selected', String(id === current))
      button?.setAttribute('tabindex', id === current ? '0' : '-1')
      panel.hidden = panel !== shown
      if (id === current && button !== undefined) panel.setAttribute('aria-labelledby', button.id)
    }
  }
  const pick = (id: Id) => {
    if (id === current) return
    current = id
    mark()
    chosen(id)
  }
  node.addEventListener('keydown', (event) => {
    const at = list.findIndex(({ id }) => id === current)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + list.length, Home: 0, End: list.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const index = to % list.length
    const next = list[index]
    if (next === undefined) return
    pick(next.id)
    buttons[index]?.focus()
  })
  fill(node, ...buttons)
  mark()
  return { node, current: () => current, choose: pick }
}
