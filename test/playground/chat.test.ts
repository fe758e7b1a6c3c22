/** The playground in a real browser: asking, watching, stopping, failing, scripting. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deferred } from '../runtime/support/deferred.ts'
import { hasBrowser, startBrowser, watchedPage } from './support/browser.ts'
import type { WatchedPage } from './support/browser.ts'
import { startStack, steps } from './support/stack.ts'
import type { TestStack } from './support/stack.ts'

describe.skipIf(!hasBrowser)('the playground', { timeout: 60_000 }, () => {
  let stack: TestStack
  let browser: Browser
  let watched: WatchedPage
  let page: Page

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack(), startBrowser()])
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await stack?.close()
  })
  beforeEach(async () => {
    watched = await watchedPage(browser, stack.url)
    ;({ page } = watched)
    await page.goto('/?chain=desk')
    await page.locator('.graph').waitFor()
  }, 60_000)
  afterEach(async () => {
    const wrong = await watched.wrong()
    await page.context().close()
    if (wrong.length > 0) throw new Error(wrong.join('\n'))
  })

  const tab = (name: string) => page.getByRole('tab', { name }).click()
  const gold = async () => {
    await tab('Settings')
    await page.getByLabel('tier').selectOption('"gold"')
    await tab('Workflow')
  }
  const ask = async (question: string) => {
    await page.getByLabel('Question').fill(question)
    await page.keyboard.press('Enter')
  }
  const state = (name: string) => page.locator(`[data-state="${name}"]`)
  const status = async (name: string) => /is-(\w+)/.exec((await state(name).getAttribute('class')) ?? '')?.[1]
  /** When all of a run has been told. */
  const over = () => page.locator('.graph.is-over').waitFor()
  const markdown = () => page.locator('.turn .markdown').last()

  test('shows an answer as it comes, as Markdown, and what it took', async () => {
    const [go, on] = [deferred(), deferred()]
    stack.model.script = steps(async (_, { say }) => {
      say('Kettles **boil')
      await go.promise
      say(' water**.\n\n- one\n')
      await on.promise
      say('- two')
    })
    await gold()
    await ask('How do kettles work?')
    await markdown().getByText('boil').waitFor()
    const first = await markdown().innerHTML()
    go.resolve()
    await markdown().getByText('one').waitFor()
    const second = await markdown().innerHTML()
    on.resolve()
    await page.getByRole('button', { name: 'Run again' }).waitFor()
    expect([first, second, await markdown().innerHTML()]).toEqual([
      '<p>Kettles <strong>boil</strong></p>',
      '<p>Kettles <strong>boil water</strong>.</p><ul><li><span>one</span></li></ul>',
      '<p>Kettles <strong>boil water</strong>.</p><ul><li><span>one</span></li><li><span>two</span></li></ul>',
    ])
    const figures = (await page.locator('.bar .facts').innerText()).replaceAll('\n', ' ')
    expect(figures).toMatch(
      /^tone (warm|dry) Model claude-haiku-4-5 Tokens 321 → 45 Steps 642 → 90 Cost \$0\.00055 First words \S+ m?s Total \S+ m?s$/,
    )
    // nothing jumps while it grows
    expect(await page.evaluate('shifts')).toBeLessThan(0.02)
  })

  test('lights the graph state by state, and tells each step, and the last call, as they were sent', async () => {
    const [judged, answered] = [deferred(), deferred()]
    stack.model.script = steps(async (_, { say }) => {
      await answered.promise
      say('Done.')
    })
    const plain = stack.model.script
    stack.model.script = async (asked, saying) => {
      if (asked.question.startsWith('Is this')) await judged.promise
      await plain(asked, saying)
    }
    await gold()
    await ask('How do kettles work?')
    await page.locator('[data-state="look.keywords"].is-done').waitFor()
    const early = [await status('look'), await status('look.judged'), await status('docs')]
    await page.getByText('Running look, look.judged').waitFor()
    judged.resolve()
    await page.locator('[data-state="docs"].is-done').waitFor()
    answered.resolve()
    await page.getByRole('button', { name: 'Run again' }).waitFor()
    await over()
    expect([early, await Promise.all(['look', 'look.judged', 'docs', 'true'].map(status))]).toEqual([
      ['running', 'running', 'waiting'],
      ['done', 'done', 'done', 'skipped'],
    ])
    expect(
      await page
        .locator('.edge.is-taken')
        .evaluateAll((edges) => edges.map(({ attributes }) => attributes['data-to' as never]['value'])),
    ).toEqual(expect.arrayContaining(['look', 'docs', 'false']))

    await state('look.judged').click()
    const step = page.getByRole('region', { name: 'Step', exact: true })
    const [where] = /chains\/desk\.ts:\d+/.exec(await step.innerText()) ?? []
    expect([
      where,
      await step.getByRole('region', { name: 'user prompt' }).innerText(),
      await step.locator('.facts').innerText(),
    ]).toEqual([
      'chains/desk.ts:26',
      'Is this small talk? How do kettles work?',
      expect.stringMatching(/^Model\nclaude-haiku-4-5\nTokens\n321 → 45\nTime\n\S+ m?s$/),
    ])
    await page.getByRole('button', { name: /^answer/ }).click()
    await step.getByRole('heading', { name: 'answer' }).waitFor()
    const [system, user] = await step.locator('.message pre').allInnerTexts()
    expect([system?.replace(/\[.*\]/s, '[…]'), user]).toEqual([
      'You help.<style></style>\n\n<document>[…]</document>',
      'How do kettles work?',
    ])
  })

  test('stops an answer: the model is told, what came is kept, and the next question goes on from it', async () => {
    const hungUp = deferred<string>()
    const questions: string[] = []
    stack.model.script = steps(async ({ question }, { say, left }) => {
      questions.push(question)
      say('Half an ')
      if (questions.length > 1) return
      await left
      hungUp.resolve('hung up')
    })
    await gold()
    await ask('How do kettles work?')
    await markdown().getByText('Half an').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('Stopped.', { exact: true }).waitFor()
    expect([await hungUp.promise, await page.locator('#status').innerText()]).toEqual(['hung up', 'Stopped'])
    await ask('And then?')
    await page.locator('.turn').nth(1).getByRole('button', { name: 'Run again' }).waitFor()
    await tab('Code')
    expect(
      JSON.parse((/-d '(.*)'$/s.exec(await page.getByRole('region', { name: 'Code' }).innerText()) ?? [])[1] ?? ''),
    ).toMatchObject({
      messages: [
        { role: 'user', content: 'How do kettles work?' },
        { role: 'assistant', content: 'Half an ' },
        { role: 'user', content: 'And then?' },
      ],
      params: { tier: 'gold' },
    })
  })

  test('tells a failure with its code, its request, its step and its place, and what to do', async () => {
    stack.model.script = (asked, saying) => saying.say(asked.question.startsWith('Is this') ? 'perhaps' : 'kettles')
    await gold()
    await ask('How do kettles work?')
    const told = page.locator('.failure').first()
    await told.waitFor()
    await page.locator('[data-state="look.judged"].is-failed').waitFor()
    await over()
    expect((await told.innerText()).split('\n').filter((line) => line !== '')).toEqual([
      'The workflow failed.',
      'In look.judged chains/desk.ts:26',
      'States.QueryEvaluationError',
      expect.stringContaining("'look.judged'"),
      expect.stringMatching(/^Look at that step/),
      'Code',
      'workflow_failed',
      'Request',
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ])
    await told.getByRole('button', { name: 'look.judged' }).click()
    await page.getByRole('region', { name: 'Step', exact: true }).getByText('It failed in Output/').waitFor()
  })

  test('takes another path where a step is scripted, until it is as it was', async () => {
    stack.model.script = steps((_, { say }) => say('Done.'))
    await gold()
    await state('docs').click()
    await page.getByText('Script this step').click()
    await page.getByLabel('In the next runs it is to').selectOption('error')
    await page.getByRole('button', { name: 'Script it' }).click()
    await ask('How do kettles work?')
    await page.locator('[data-state="docs.catch"].is-done').waitFor()
    await over()
    expect([await status('docs'), await status('false')]).toEqual(['caught', 'skipped'])

    await page.getByRole('button', { name: '1 scripted' }).click()
    await page.getByRole('button', { name: 'docs as it is' }).click()
    await page.getByLabel('The answer’s model is to').selectOption('throttle')
    await page.getByRole('button', { name: 'Run again' }).click()
    await page.getByText('model_busy').waitFor()
    await tab('Workflow')
    await page.locator('[data-state="false"].is-done').waitFor()
    await tab('Settings')
    await page.getByRole('button', { name: 'Run everything as it is' }).click()
    await page.getByRole('button', { name: 'Run again' }).click()
    await markdown().getByText('Done.').waitFor()
  })

  test('does not ask before the parameters are right, and sends what the chain lets a caller choose', async () => {
    const sent: string[] = []
    stack.model.script = steps(({ system }, { say }) => {
      sent.push(system)
      say('Done.')
    }, true)
    await page.getByRole('button', { name: 'Hello!' }).click()
    await page.getByLabel('tier').and(page.locator(':invalid:focus')).waitFor()
    expect(await page.locator('.turn').count()).toBe(0)
    await page.getByLabel('tier').selectOption('"none"')
    await page.getByLabel('pages').fill('3')
    await page.getByLabel('system', { exact: true }).fill('You are brief.<style></style>')
    await page.getByLabel('Session').fill('a session')
    await ask('Hello!')
    await page.getByRole('button', { name: 'Run again' }).waitFor()
    const variant = /Be (warm|dry)/.exec(sent[0] ?? '')?.[1]
    expect([sent[0], await page.locator('.bar .facts').innerText()]).toEqual([
      `You are brief.<style>Be ${variant}.</style>\n\n<document>[]</document>`,
      expect.stringMatching(new RegExp(`^tone\n${variant}\n`)),
    ])
  })

  test('shows data as data, each turn of a list, and keeps the chain in the address', async () => {
    stack.model.script = steps((_, { say }) => say('x'))
    await page.getByRole('link', { name: /^count/ }).click()
    await page.getByRole('heading', { level: 1, name: 'count' }).waitFor()
    await page.locator('[data-state="each"]').waitFor()
    await ask('a kettle')
    await page.getByRole('button', { name: 'Run again' }).waitFor()
    await page.locator('[data-state="each"].is-done').waitFor()
    const looked = ['lid', 'spout', 'handle'].map((part) => ({ text: `The ${part} is fine.` }))
    expect(JSON.parse(await page.getByRole('region', { name: 'Data' }).innerText())).toEqual({ looked })

    const item = page.locator('.steps .depth-1').first()
    await item.click()
    await page.getByLabel('Which time it ran').waitFor()
    expect(await page.getByLabel('Which time it ran').locator('option').allInnerTexts()).toEqual([
      '1 of 3 · each, item 1',
      '2 of 3 · each, item 2',
      '3 of 3 · each, item 3',
    ])
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'count' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'desk' }).waitFor()
  })

  test('shows what is wrong with the chains until it is right, and new chains at once, and keeps the conversation', async () => {
    stack.model.script = steps((_, { say }) => say('Done.'))
    await gold()
    await ask('How do kettles work?')
    await page.getByRole('button', { name: 'Run again' }).waitFor()
    const problem = {
      code: 'SC004',
      severity: 'error',
      file: 'chains/desk.ts',
      line: 4,
      column: 2,
      path: 'desk › look',
      what: 'Two steps are called "look".',
      remedy: 'Rename one.',
    } as const
    stack.aws.tell({ type: 'problems', problems: [problem] })
    const panel = page.getByRole('region', { name: 'Problems' })
    await panel.waitFor()
    expect((await panel.innerText()).split('\n').filter((line) => line !== '')).toEqual([
      '1 problem in the chains',
      'chains/desk.ts:4:2 desk › look SC004',
      'Two steps are called "look". Rename one.',
    ])
    const listed = page.waitForResponse('**/playground/chains')
    stack.aws.tell({ type: 'problems', problems: [] })
    stack.aws.tell({ type: 'chains', chains: ['count', 'desk'] })
    await panel.waitFor({ state: 'hidden' })
    await listed
    expect(await markdown().innerText()).toBe('Done.')
  })
})
