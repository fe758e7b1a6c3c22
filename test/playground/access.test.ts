/** The playground of a server that wants a key, in a real browser: it asks for one, and keeps it to itself. */
import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, startBrowser, watchedPage } from './support/browser.ts'
import { startStack, steps } from './support/stack.ts'
import type { TestStack } from './support/stack.ts'

const KEY = 'a-key-of-the-desk'

describe.skipIf(!hasBrowser)('the playground of a server that wants a key', { timeout: 60_000 }, () => {
  let stack: TestStack
  let browser: Browser
  beforeAll(async () => {
    const keys = { desk: createHash('sha256').update(KEY).digest('hex') }
    ;[stack, browser] = await Promise.all([startStack({ AUTH: 'keys', API_KEYS: JSON.stringify(keys) }), startBrowser()])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await stack?.close()
  })

  test('asks for it, says when it is wrong, and answers with the right one, which it keeps nowhere', async () => {
    stack.model.script = steps((_, { say }) => say('Yes.'), true)
    const { page, wrong } = await watchedPage(browser, stack.url)
    await page.goto('/?chain=desk')
    const field = page.getByLabel('Key or token')
    await field.waitFor()
    const use = async (key: string) => {
      const listed = page.waitForResponse((response) => response.url().endsWith('/playground/chains'))
      await field.fill(key)
      await page.keyboard.press('Enter')
      return (await listed).status()
    }
    expect(await use('a-wrong-key')).toBe(401)
    expect(await use(KEY)).toBe(200)
    await page.getByLabel('tier').selectOption('"gold"')
    expect(await field.count()).toBe(0)
    await page.getByLabel('Question').fill('Hello!')
    await page.keyboard.press('Enter')
    await page.locator('.turn .markdown', { hasText: 'Yes.' }).waitFor()
    const stored = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])',
    )
    expect(stored).not.toContain(KEY)
    expect(await wrong()).toEqual([])
    await page.context().close()
  })
})
