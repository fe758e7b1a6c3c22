/** The pictures of the playground, made anew by `npm run screenshots`; how they look is for people to see. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLocalStack } from '../../compiler/cli/local-stack.ts'
import type { LocalStack } from '../../compiler/cli/local-stack.ts'
import { compileProject } from '../../compiler/cli/project.ts'
import { ROOT } from '../support/root.ts'
import { hasBrowser, startBrowser, watchedPage } from './support/browser.ts'

const FOLDER = join(ROOT, 'runtime/playground/screenshots')
/** So that a run can be seen while it goes on. */
const PACE_MS = '60'
/** They are part of the repository. */
const MOST_BYTES = 250_000

describe.skipIf(!hasBrowser || process.env['UPDATE_SCREENSHOTS'] === undefined)('a screenshot', { timeout: 120_000 }, () => {
  let stack: LocalStack
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true })
    const environment = { PORT: '0', LOCAL_AWS_PORT: '0', LOCAL_MODEL_PACE_MS: PACE_MS }
    const quiet = { log: () => {}, warn: () => {} }
    stack = await startLocalStack(await compileProject(ROOT), {
      cwd: ROOT,
      environment,
      ...quiet,
      playground: true,
      call: 'npm start',
    })
    browser = await startBrowser()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await stack?.close()
  })

  async function asked(options: BrowserContextOptions): Promise<Page> {
    const { page } = await watchedPage(browser, stack.runtime.url, options)
    await page.goto('/?chain=rag')
    await page.locator('.graph').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'How does an Express workflow differ from a Standard one?' }).click()
    return page
  }
  /** The picture's size, in bytes. */
  const saved = async (page: Page, name: string): Promise<number> => {
    const { length } = await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
    await page.context().close()
    return length
  }
  const desktop = { viewport: { width: 1320, height: 820 } }

  test('of a run that is over, with one of its steps', async () => {
    const page = await asked({ ...desktop, colorScheme: 'light' })
    await page.getByRole('button', { name: 'Run again' }).waitFor()
    await page.getByText(/\d passages/).waitFor()
    await page.locator('[data-state="analysis.answered"]').click()
    await page.locator('h1').hover()
    expect(await saved(page, 'light')).toBeLessThan(MOST_BYTES)
  })

  test('of a run in progress, in the dark', async () => {
    const page = await asked({ ...desktop, colorScheme: 'dark' })
    await page.locator('[data-state="docs"].is-running, [data-state="docs"].is-done').waitFor()
    await page
      .locator('.markdown')
      .getByText(/(\S+\s){8}/)
      .waitFor()
    expect(await saved(page, 'dark')).toBeLessThan(MOST_BYTES)
  })

  test('of the graph on a phone', async () => {
    const page = await asked({
      viewport: { width: 390, height: 760 },
      isMobile: true,
      deviceScaleFactor: 1.5,
      colorScheme: 'light',
    })
    await page.getByRole('button', { name: 'Run again' }).waitFor()
    await page.getByRole('button', { name: 'Steps' }).click()
    await page.locator('.panel.workflow').waitFor()
    expect(await saved(page, 'phone')).toBeLessThan(MOST_BYTES)
  })
})
