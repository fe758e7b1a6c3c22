/** The playground for everybody: by keyboard, by screen reader, on a phone, in the dark, without movement; and whoever wrote the text. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deferred } from '../runtime/support/deferred.ts'
import { hasBrowser, startBrowser, watchedPage } from './support/browser.ts'
import { HOSTILE, startStack, steps } from './support/stack.ts'
import type { TestStack } from './support/stack.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}
/** What axe has against the page as it is now; by these rules alone, where some are named. */
async function violations(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  await page.evaluate(AXE)
  const options = JSON.stringify(rules.length === 0 ? {} : { runOnly: rules })
  const { violations: found } = await page.evaluate<{ violations: readonly Violation[] }>(`axe.run(document, ${options})`)
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}

const LONG = 'x'.repeat(400)
const ANSWER = `# Kettles

A [link](https://example.com), \`code\`, ${LONG} and https://example.com/${LONG}

| part | what |
|---|---|
| ${LONG} | ${LONG} |

- [x] boil
- [ ] pour

> Quoted.

\`\`\`js
const long = '${LONG}'
\`\`\``

describe.skipIf(!hasBrowser)('the playground', { timeout: 90_000 }, () => {
  let stack: TestStack
  let browser: Browser
  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack(), startBrowser()])
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await stack?.close()
  })

  async function opened(options: BrowserContextOptions, chain = 'desk') {
    const watched = await watchedPage(browser, stack.url, options)
    await watched.page.goto(`/?chain=${chain}`)
    await watched.page.locator('.graph').waitFor({ state: 'attached' })
    return watched
  }
  const answered = (page: Page) => page.getByRole('button', { name: 'Run again' }).waitFor()

  test.each(['light', 'dark'] as const)('has nothing that axe objects to, %s, with every panel open', async (colorScheme) => {
    stack.model.script = steps((_, { say }) => say(ANSWER))
    const { page, wrong } = await opened({ colorScheme })
    // in the dark all is the same but the colours
    const rules = colorScheme === 'dark' ? ['color-contrast'] : []
    const found = new Set(await violations(page, rules))
    const look = async () => {
      for (const one of await violations(page, rules)) found.add(one)
    }
    await page.getByRole('tab', { name: 'Settings' }).click()
    await page.getByLabel('tier').selectOption('"gold"')
    await look()
    await page.getByLabel('Question').fill('How do kettles work?')
    await page.keyboard.press('Enter')
    await answered(page)
    await page.getByText('passage').first().click()
    await page.getByRole('tab', { name: 'Workflow' }).click()
    await page.locator('[data-state="docs"]').click()
    await page.getByText('Script this step').click()
    await page.getByLabel('In the next runs it is to').selectOption('error')
    await page.getByRole('button', { name: 'Script it' }).click()
    await look()
    await page.getByRole('tab', { name: 'Code' }).click()
    stack.aws.tell({ type: 'problems', problems: [{ code: 'SC001', severity: 'error', what: 'It is wrong.' }] })
    await page.getByRole('region', { name: 'Problems' }).waitFor()
    await look()
    stack.aws.tell({ type: 'problems', problems: [] })
    expect([[...found], await wrong()]).toEqual([[], []])
    await page.context().close()
  })

  test('fits a phone: nothing is wider than it, and its panels open, close and give the focus back', async () => {
    stack.model.script = steps((_, { say }) => say(ANSWER))
    const { page, wrong } = await opened({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
    const width = () => page.evaluate<number>('document.documentElement.scrollWidth')
    const side = page.getByRole('button', { name: 'Workflow', exact: true })
    await side.tap()
    await page.getByRole('tab', { name: 'Settings' }).tap()
    await page.getByLabel('tier').selectOption('"gold"')
    await page.keyboard.press('Escape')
    expect([await width(), await page.evaluate('document.activeElement.id'), await side.getAttribute('aria-expanded')]).toEqual([
      390,
      'open-side',
      'false',
    ])
    await page.getByLabel('Question').fill('How do kettles work?')
    await page.getByRole('button', { name: 'Send' }).tap()
    await answered(page)
    const found = [await width(), ...(await violations(page))]
    await page.getByRole('button', { name: 'Steps' }).tap()
    await page.locator('[data-state="docs"]').tap()
    await page.getByRole('region', { name: 'Step', exact: true }).waitFor()
    found.push(await width(), ...(await violations(page)))
    await page.getByRole('button', { name: 'Chains' }).tap()
    await page.getByRole('link', { name: /^count/ }).tap()
    await page.getByRole('heading', { level: 1, name: 'count' }).waitFor()
    expect([found, await width(), await wrong()]).toEqual([[390, 390], 390, []])
    await page.context().close()
  })

  test('works by the keyboard alone', async () => {
    stack.model.script = steps((_, { say }) => say('Done.'), true)
    const { page, wrong } = await opened({})
    const focused = () =>
      page.evaluate<string>(
        `(({ activeElement: one }) => (one.getAttribute('aria-label') ?? one.querySelector('title')?.textContent ?? one.innerText).split('\\n')[0])(document)`,
      )
    /** Presses a key until the focus is where it has to be; what it passed on the way. */
    const until = async (key: string, wanted: string) => {
      const passed: string[] = []
      while ((await focused()) !== wanted) {
        if (passed.length > 60) throw new Error(`no ${wanted} among ${passed.join(', ')}`)
        await page.keyboard.press(key)
        passed.push(await focused())
      }
      return passed
    }
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to the question')
    await until('Tab', 'Workflow')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Tab')
    await page.keyboard.press('g')
    expect(await page.getByLabel('tier').inputValue()).toBe('"gold"')
    await page.getByRole('link', { name: 'Skip to the question' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('Hello!')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('Anybody?')
    await page.keyboard.press('Enter')
    await answered(page)
    expect([await page.locator('.question').innerText(), await page.locator('#status').innerText()]).toEqual([
      'Hello!\nAnybody?',
      'Answer complete, 1 word',
    ])

    await until('Tab', 'Settings')
    await page.keyboard.press('ArrowLeft')
    // the steps that ran are told of after the answer
    const look = page.locator('[data-state="look"] title', { hasText: 'done' })
    await look.waitFor({ state: 'attached' })
    await until('Tab', ((await look.textContent()) ?? '').split('\n')[0] ?? '')
    await page.keyboard.press('ArrowDown')
    const label = await focused()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'look.keywords' }).waitFor()
    await until('Tab', 'Close the step')
    await page.keyboard.press('Enter')
    expect([label.replace(/[^,]+$/, ' …'), await focused(), await wrong()]).toEqual(['look.keywords, done, …', label, []])
    await page.context().close()
  })

  test('moves nothing where no movement is wanted', async () => {
    const [go, begun] = [deferred(), deferred()]
    stack.model.script = async (_, { say }) => {
      begun.resolve()
      await go.promise
      say('kettles')
    }
    const running = async (reducedMotion: 'reduce' | 'no-preference') => {
      const { page } = await opened({ reducedMotion }, 'count')
      await page.getByLabel('Question').fill('a kettle')
      await page.keyboard.press('Enter')
      await page.locator('.is-running').first().waitFor()
      const count = await page.evaluate<number>('document.getAnimations().length')
      await page.context().close()
      return count
    }
    const counts = [await running('reduce'), await running('no-preference')]
    go.resolve()
    expect([counts[0], (counts[1] ?? 0) > 0]).toEqual([0, true])
  })

  test('shows what models, documents, chains and errors say as text, whatever it is', async () => {
    const evil = [
      HOSTILE,
      '[click](javascript:window.hacked=4) [data](data:text/html,<script>window.hacked=5</script>) <javascript:window.hacked=6>',
      '![pixel](https://example.com/pixel.png) [mail](mailto:a@example.com) [ftp](ftp://example.com/x)',
      '```"><img src=x onerror=window.hacked=7>\n</code><script>window.hacked=8</script>\n```',
      '&lt;script&gt;window.hacked=9&lt;/script&gt; &#60;img src=x onerror=window.hacked=10&#62;',
    ].join('\n\n')
    stack.model.script = steps((_, { say }) => say(evil))
    const { page, wrong } = await opened({})
    const inert = async () => ({
      hacked: await page.evaluate('window.hacked ?? null'),
      elements: await page
        .locator('body')
        .locator('img, script, iframe, object, embed, foreignObject, [onerror], [onload]')
        .count(),
      links: await page
        .locator('main a, aside a')
        .evaluateAll((links) => [...new Set(links.map((link) => new URL((link as unknown as { href: string }).href).protocol))]),
    })
    await page.getByRole('tab', { name: 'Settings' }).click()
    await page.getByLabel('tier').selectOption('"gold"')
    await page.getByLabel('Question').fill(`How do kettles work? ${HOSTILE}`)
    await page.keyboard.press('Enter')
    await answered(page)
    await page.getByText('passage').first().click()
    await page.getByRole('tab', { name: 'Workflow' }).click()
    await page.locator('[data-state="docs"]').click()
    expect([
      await page
        .locator('.turn')
        .innerText()
        .then((text) => text.includes(HOSTILE)),
      await inert(),
    ]).toEqual([true, { hacked: null, elements: 0, links: ['https:', 'mailto:'] }])

    await page.getByRole('link', { name: /^count/ }).click()
    await page.getByRole('heading', { level: 1, name: 'count' }).waitFor()
    stack.model.script = (_, { say }) => say(`not JSON ${HOSTILE}`)
    stack.aws.tell({
      type: 'problems',
      problems: [{ code: 'SC001', severity: 'error', file: HOSTILE, what: HOSTILE, remedy: HOSTILE }],
    })
    await page.getByLabel('Question').fill('a kettle')
    await page.keyboard.press('Enter')
    await page.locator('.failure').first().waitFor()
    await page.getByRole('region', { name: 'Problems' }).waitFor()
    expect([await inert(), await wrong()]).toEqual([{ hacked: null, elements: 0, links: [] }, []])
    stack.aws.tell({ type: 'problems', problems: [] })
    await page.context().close()
  })
})
