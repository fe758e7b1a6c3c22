/** The current request as code, to be copied. */
import { requestOf } from '../data/request.ts'
import { SAMPLES, sampleOf } from '../data/samples.ts'
import type { Sample } from '../data/samples.ts'
import { copyButton } from './copy.ts'
import { element, fill } from './element.ts'
import type { Shown } from './state.ts'
import { tabs } from './tabs.ts'

const NAMES: Readonly<Record<Sample, string>> = { curl: 'curl', fetch: 'fetch', openai: 'openai', client: 'client' }
const FALLBACK = 'What can you do?'

/** What is being written, else what was asked last, else what could be. */
export function currentRequest({ talk: { draft, turns, settings }, chain }: Shown) {
  const last = turns.at(-1)
  if (draft.trim() !== '') return requestOf(draft.trim(), turns, settings)
  if (last !== undefined) return requestOf(last.question, turns.slice(0, -1), settings)
  return requestOf(chain?.examples[0] ?? FALLBACK, [], settings)
}

export function codePanel(panel: HTMLElement, withKey: () => boolean): (shown: Shown) => void {
  const code = element('code')
  const pre = element('pre', { tabindex: 0, role: 'region', 'aria-label': 'Code' }, code)
  let now: Shown | undefined
  const show = () => {
    if (now?.chain === undefined) return
    const { name, kind } = now.chain
    const text = sampleOf(choice.current(), {
      origin: location.origin,
      chain: name,
      kind,
      request: currentRequest(now),
      withKey: withKey(),
    })
    if (code.textContent !== text) code.textContent = text
  }
  const holder = element(
    'div',
    { class: 'reading', role: 'tabpanel' },
    pre,
    copyButton(() => code.textContent, 'Copy code'),
  )
  const choice = tabs(
    'Language',
    SAMPLES.map((id) => ({ id, label: NAMES[id], panel: holder })),
    SAMPLES[0],
    show,
  )
  fill(panel, element('p', { class: 'note' }, 'The request on this page, for somewhere else.'), choice.node, holder)
  return (shown) => {
    now = shown
    if (shown.tab === 'code') show()
  }
}
