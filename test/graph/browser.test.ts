/** Pictures in a real browser: its letters fit where ours were reckoned to, in both modes, on a page and as an image. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawGraph } from '../../compiler/emit/graph/draw.ts'
import type { Graph } from '../../compiler/emit/graph/graph.ts'
import { hasBrowser, startBrowser } from '../playground/support/browser.ts'
import { large } from './large-chain.ts'
import { faults, graphOfChain, ownGraphs } from './support.ts'

const key = (text: string, size: number, isBold: boolean) => `${text}|${size}|${isBold}`

/** How wide the browser draws each text of the SVG on the page. */
const WIDTHS = `[...document.querySelectorAll('svg text')].map((text) => {
  const { fontSize, fontWeight } = getComputedStyle(text)
  return [text.textContent + '|' + parseFloat(fontSize) + '|' + (Number(fontWeight) >= 600), text.getComputedTextLength()]
})`

const hostile: Graph = {
  name: 'hostile',
  description: '</desc><script>alert(1)</script> & "quotes"',
  start: '<b>&"\'',
  edges: [{ kind: 'catch', from: '<b>&"\'', to: 'end', label: ']]> \u0007\ud800 \u{1f600}', about: '' }],
  members: [
    { kind: 'task', name: '<b>&"\'', detail: '<!-- ', about: '<![CDATA[', inside: [], ends: false },
    { kind: 'end', name: 'end', detail: '${x} {% y %}', about: '', inside: [], ends: true },
  ],
}

describe.skipIf(!hasBrowser)('in Chromium', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await startBrowser()
    page = await browser.newPage()
  }, 60_000)
  afterAll(() => browser.close())

  test('the words of every chain fit into their boxes, and cover nothing', async () => {
    const graphs = [...(await ownGraphs()), graphOfChain(large).graph]
    const found: Record<string, readonly string[]> = {}
    for (const graph of graphs) {
      const svg = await drawGraph(graph)
      await page.setContent(svg)
      const widths = new Map(await page.evaluate<[string, number][]>(WIDTHS))
      found[graph.name] = faults(svg, (...text) => widths.get(key(...text)) ?? Number.POSITIVE_INFINITY)
    }
    expect(found).toEqual(Object.fromEntries(graphs.map(({ name }) => [name, []])))
  }, 60_000)

  test('it is light or dark as its reader likes it, as an image too', async () => {
    const svg = await drawGraph(graphOfChain(large).graph)
    const image = `<img src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`
    const inMode = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme })
      await page.setContent(svg)
      const fills = await page.evaluate<string[]>(
        `['.paper', '.name'].map((one) => getComputedStyle(document.querySelector(one)).fill)`,
      )
      await page.setContent(image)
      const corner = await page.evaluate<number[]>(`(async () => {
        const image = document.querySelector('img')
        await image.decode()
        const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 40 })
        const context = canvas.getContext('2d')
        context.drawImage(image, 0, 0)
        return [...context.getImageData(30, 30, 1, 1).data]
      })()`)
      return { fills, corner }
    }
    expect({ light: await inMode('light'), dark: await inMode('dark') }).toEqual({
      light: { fills: ['rgb(255, 255, 255)', 'rgb(31, 35, 40)'], corner: [255, 255, 255, 255] },
      dark: { fills: ['rgb(13, 17, 23)', 'rgb(240, 246, 252)'], corner: [13, 17, 23, 255] },
    })
  }, 60_000)

  test('names and conditions are text, whatever is in them', async () => {
    const svg = await drawGraph(hostile)
    const [error, scripts, state, words] = await page.evaluate<unknown[]>(
      `(() => {
        const parsed = new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml')
        const all = (selector) => [...parsed.querySelectorAll(selector)]
        return [
          all('parsererror').length,
          all('script').length,
          all('.task')[0].getAttribute('data-state'),
          all('.catch text').map((text) => text.textContent),
        ]
      })()`,
    )
    expect({ error, scripts, state, words }).toEqual({
      error: 0,
      scripts: 0,
      state: '<b>&"\'',
      words: [']]> \ufffd\ufffd \u{1f600}'],
    })
  }, 60_000)
})
