/** Says something to whoever listens to the page instead of looking at it. */
import { byId, say } from './element.ts'

/** In the page's one live region, which `index.html` has from the beginning: one that is added later is not heard. */
export function announce(text: string): void {
  const region = byId('status')
  // the same words again are only heard when there were others between
  if (region.textContent === text) region.textContent = ''
  say(region, text)
}
