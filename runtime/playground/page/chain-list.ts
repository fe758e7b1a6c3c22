/** The chains to choose from: links, so that each has an address. */
import { element, fill } from './element.ts'
import type { Actions, Shown } from './state.ts'

export const addressOf = (chain: string): string => `?chain=${encodeURIComponent(chain)}`

export function chainList(nav: HTMLElement, actions: Actions): (shown: Shown) => void {
  let chains: Shown['chains'] | undefined
  let current: string | undefined
  return (shown) => {
    if (shown.chains === chains && shown.chain?.name === current) return
    ;({ chains } = shown)
    current = shown.chain?.name
    const had = nav.contains(document.activeElement)
    const links = chains.map(({ name, description, kind }) => {
      const click = (event: MouseEvent) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        actions.choose(name)
      }
      return element(
        'li',
        {},
        element(
          'a',
          { href: addressOf(name), 'aria-current': name === current ? 'page' : undefined, on: { click } },
          element('span', { class: 'name' }, name, kind === 'result' ? element('span', { class: 'pill' }, 'data') : null),
          element('span', { class: 'about' }, description),
        ),
      )
    })
    fill(nav, element('h2', { class: 'label' }, 'Chains'), element('ul', {}, ...links))
    if (had) nav.querySelector<HTMLElement>('[aria-current]')?.focus()
  }
}
