/** On a narrow page the chains and the side panel lie over the conversation, one at a time, until they are closed. */
import { byId } from './element.ts'
import type { Actions, PageState, Shown } from './state.ts'

/** As `page.css` has it. */
const NARROW = '(max-width: 1020px)'

export function narrowPanels(actions: Actions): (shown: Shown) => void {
  const panels = [
    { name: 'chains', panel: byId('chains'), button: byId('open-chains') },
    { name: 'side', panel: byId('side'), button: byId('open-side') },
  ] as const
  const main = byId('main')
  const narrow = matchMedia(NARROW)
  let open: PageState['panel'] = 'none'

  for (const { name, button } of panels) button.addEventListener('click', () => actions.openPanel(open === name ? 'none' : name))
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && narrow.matches && open !== 'none') actions.openPanel('none')
  })
  const apply = () => {
    for (const { name, panel, button } of panels) {
      const isOpen = open === name
      button.setAttribute('aria-expanded', String(isOpen))
      panel.classList.toggle('is-open', isOpen)
      panel.inert = narrow.matches && !isOpen
    }
    main.inert = narrow.matches && open !== 'none'
  }
  narrow.addEventListener('change', apply)
  apply()

  return ({ panel }) => {
    if (panel === open) return
    const closed = panels.find(({ name }) => name === open)
    const within = closed?.panel.contains(document.activeElement) ?? false
    open = panel
    apply()
    if (!narrow.matches) return
    const opened = panels.find(({ name }) => name === open)
    if (opened !== undefined) opened.panel.querySelector<HTMLElement>('a[aria-current], [role=tab][aria-selected=true]')?.focus()
    else if (within) closed?.button.focus()
  }
}
