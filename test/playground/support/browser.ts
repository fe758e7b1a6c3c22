/** Chromium, where it is installed, and a page that tells what it should not do: ask elsewhere, break its policy, or fail. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
export const hasBrowser = existsSync(CHROMIUM)

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: QUIET })

export interface WatchedPage {
  readonly page: Page
  /** What went wrong in it so far: nothing, if all is well. */
  readonly wrong: () => Promise<readonly string[]>
}

const WATCH = `globalThis.violations = []
globalThis.shifts = 0
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) shifts += value
}).observe({ type: 'layout-shift', buffered: true })
addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))`

/** What an action changes is shown at once, and not in a frame that comes before or after a test looks. */
const SHOWN_AT_ONCE = `requestAnimationFrame = (show) => {
  queueMicrotask(() => show(performance.now()))
  return 0
}`

export async function watchedPage(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  // what moves is drawn again and again, which costs a processor more than all the rest
  const usual = { viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce', baseURL: origin } as const
  const context = await browser.newContext({ ...usual, ...options })
  const page = await context.newPage()
  const seen: string[] = []
  page.on('pageerror', (error) => seen.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) seen.push(`asked ${request.url()}`)
  })
  await page.addInitScript(WATCH)
  await page.addInitScript(SHOWN_AT_ONCE)
  return { page, wrong: async () => [...seen, ...(await page.evaluate<string[]>('violations'))] }
}
