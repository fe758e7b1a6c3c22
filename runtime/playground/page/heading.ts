/** Which chain this is: its name, what it is for, and the facts of its manifest; and where the page has it from. */
import { dollars, duration } from '../data/words.ts'
import { byId, element, fill } from './element.ts'
import type { Shown } from './state.ts'

export function heading(): (shown: Shown) => void {
  const [title, about, where] = [byId('title'), byId('about'), byId('where')]
  let seen: Shown['chain']
  return ({ chain, local, chains }) => {
    where.textContent = chains.length === 0 ? '' : local ? 'on this machine' : location.host
    if (chain === seen) return
    seen = chain
    if (chain === undefined) return
    const { name, source, version, worstCase } = chain
    fill(title, name)
    fill(
      about,
      element('span', { class: 'place', title: 'Where it is written' }, source),
      element('span', { title: 'Version of its definition' }, version),
      element(
        'span',
        { title: 'What the workflow takes at worst; the answer comes on top' },
        `worst case ${duration(worstCase.seconds * 1000)}, ${dollars(worstCase.usd)}`,
      ),
    )
  }
}
