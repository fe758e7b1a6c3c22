/** A button that puts a text on the clipboard, and says so. */
import { announce } from './announce.ts'
import { element, icon, ICONS, say } from './element.ts'

const TOLD_MS = 1500

/** Hidden where the browser gives a page no clipboard: on an address that is neither this machine's nor encrypted. */
export function copyButton(text: () => string, label: string): HTMLButtonElement {
  const said = element('span', { class: 'said' })
  const copy = async () => {
    let outcome = 'Copied'
    try {
      await navigator.clipboard.writeText(text())
    } catch {
      outcome = 'Not allowed'
    }
    say(said, outcome)
    announce(outcome)
    setTimeout(() => say(said, ''), TOLD_MS)
  }
  const on = { click: () => void copy() }
  return element(
    'button',
    { type: 'button', class: 'quiet copy', title: label, 'aria-label': label, hidden: !isSecureContext, on },
    icon(ICONS.copy),
    said,
  )
}
