/** What the playground serves: a small page under a strict policy, and what local AWS tells and takes; nothing where it is off. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { playgroundModule } from '../../compiler/cli/playground.ts'
import type { Page, Serving } from '../../runtime/page.ts'
import { CONTENT_POLICY } from '../../runtime/playground/pages.ts'
import { askJson } from '../runtime/support/ask.ts'
import { manifestOf, startTestRuntime } from '../runtime/support/runtime.ts'
import { HOSTILE, startStack, steps } from './support/stack.ts'
import type { TestStack } from './support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startStack()
}, 60_000)
afterAll(() => stack?.close())

const get = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(stack.url + path, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('the page', () => {
  test('is at most 120 kB with its script and its style, and there is nothing else to load', async () => {
    const parts = await Promise.all(['/', '/playground/page.js', '/playground/page.css'].map((path) => get(path)))
    const bytes = parts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    console.log(`playground: ${parts.map(({ text }) => Buffer.byteLength(text)).join(' + ')} = ${bytes} bytes`)
    expect(bytes).toBeLessThanOrEqual(120_000)
    expect(
      parts.map(({ status, headers }) => [status, headers.get('content-type'), headers.get('content-security-policy')]),
    ).toEqual(['text/html', 'text/javascript', 'text/css'].map((type) => [200, `${type}; charset=utf-8`, CONTENT_POLICY]))
    const [html = '', js = '', css = ''] = parts.map(({ text }) => text)
    const loaded = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, address]) => address?.split('%')[0])
    expect([
      loaded,
      /<script>|<style| style=| on\w+=/.test(html),
      /\binnerHTML|insertAdjacentHTML|document\.write|\beval\(/.test(js),
    ]).toEqual([['data:image/svg+xml,', '/playground/page.css', '/playground/page.js'], false, false])
    expect(/@import|url\((?!#)/.test(css)).toBe(false)
  })

  test('keeps to a policy without inline code, other origins, framing or markup out of text', () =>
    expect(CONTENT_POLICY.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types graph',
    ]))
})

describe('what it asks for', () => {
  test('the chains, with the places of their states and without what is for the deployment', async () => {
    const { chains, local } = JSON.parse((await get('/playground/chains')).text) as {
      chains: Record<string, unknown>[]
      local: boolean
    }
    const [count] = chains
    expect([local, chains.map(({ name }) => name), Object.keys(count ?? {}), count?.['description'], count?.['places']]).toEqual([
      true,
      ['count', 'desk'],
      ['name', 'version', 'source', 'description', 'examples', 'input', 'kind', 'answer', 'experiments', 'worstCase', 'places'],
      HOSTILE,
      expect.objectContaining({ split: expect.stringMatching(/^chains\/count\.ts:\d+$/) as string }),
    ])
  })

  test('a graph of each, and none of others', async () => {
    const [graph, none] = await Promise.all([get('/playground/graphs/count'), get('/playground/graphs/rag')])
    expect([graph.status, graph.headers.get('content-type'), graph.text.startsWith('<svg '), none.status]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
      true,
      404,
    ])
  })
})

describe('local AWS under the same origin', () => {
  test('tells what runs, from before it begins to its end', async () => {
    stack.model.script = steps((_, { say }) => say('Done.'))
    const leaving = new AbortController()
    const response = await fetch(`${stack.url}/_local/events`, { signal: leaving.signal })
    const ran = askJson(`${stack.url}/chains/count`, {
      body: { messages: [{ role: 'user', content: 'a kettle' }] },
      headers: { 'x-request-id': 'one-request' },
    })
    let text = ''
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece
      if (/event: Execution(Succeeded|Failed)/.test(text)) break
    }
    leaving.abort()
    const { status } = await ran
    const listed = JSON.parse((await get('/_local/executions?name=one-request')).text) as {
      executions: { name: string; states: { state: string }[] }[]
    }
    expect([
      status,
      response.headers.get('content-type'),
      /event: (\w+)/.exec(text)?.[1],
      listed.executions.map(({ name, states }) => [name, states[0]?.state]),
    ]).toEqual([200, 'text/event-stream', 'ExecutionStarted', [['one-request', 'split']]])
  })

  test('takes answers and faults, and says what is wrong with them', async () => {
    const put = (path: string, body: unknown) => get(path, { method: 'PUT', body: JSON.stringify(body) })
    const outcomes = [
      await put('/_local/answers', { stateMachine: 'count', answers: {} }),
      await put('/_local/answers', { stateMachine: 'count', answers: { nowhere: [] } }),
      await put('/_local/faults', { faults: [] }),
      await get('/_local/permissions', { method: 'PUT', body: '{}' }),
      await get('/_local/answers'),
    ]
    expect(outcomes.map(({ status, text }) => [status, text.slice(0, 60)])).toEqual([
      [200, '{"ok":true}'],
      [400, '{"message":"\\"count\\" has no state \\"nowhere\\". It has: spli'],
      [200, '{"ok":true}'],
      [404, expect.stringContaining('not_found')],
      [405, expect.stringContaining('method_not_allowed')],
    ])
  })

  test('that has gone is told as such', async () => {
    const alone = await startStack()
    await alone.aws.close()
    const { status, body } = await askJson(`${alone.url}/_local/executions`, { method: 'GET' })
    expect([status, body]).toEqual([
      502,
      {
        error: {
          code: 'local_aws_unavailable',
          message: 'Local AWS does not answer. Start it again: npm start.',
          request_id: expect.any(String) as string,
        },
      },
    ])
    await alone.close()
  })
})

describe('elsewhere', () => {
  const manifests = [manifestOf('rag')]
  const key = 'sk-one'
  const keys = {
    AUTH: 'keys',
    API_KEYS: JSON.stringify({ shop: createHash('sha256').update(key).digest('hex') }),
  }
  const playground = (serving: Serving): readonly Page[] => [
    { path: '/', open: true, handlers: { GET: (_, response) => response.end('page') } },
    {
      path: '/told',
      handlers: { GET: (_, response) => response.end(JSON.stringify(serving.manifests.map(({ name }) => name))) },
    },
  ]

  test('there is no page where nobody asked for one', async () => {
    const runtime = await startTestRuntime({ manifests, playground })
    const { status } = await askJson(`${runtime.url}/`, { method: 'GET' })
    await runtime.close()
    expect(status).toBe(404)
  })

  test('the page is open, and what it asks for is for callers alone', async () => {
    const runtime = await startTestRuntime({ manifests, playground, environment: { PLAYGROUND: 'true', ...keys } })
    const asked = await Promise.all([
      fetch(`${runtime.url}/`),
      fetch(`${runtime.url}/told`),
      fetch(`${runtime.url}/told`, { headers: { authorization: `Bearer ${key}` } }),
    ])
    const told = await Promise.all(asked.map((response) => response.text()))
    await runtime.close()
    expect([asked.map(({ status }) => status), told[0], told[2], runtime.lines.length]).toEqual([
      [200, 401, 200],
      'page',
      '["rag"]',
      1,
    ])
  })

  test('the module of the build serves the same page, without local AWS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'playground-'))
    const file = join(folder, 'playground.mjs')
    writeFileSync(file, await playgroundModule(folder, manifests))
    const { pages } = (await import(pathToFileURL(file).href)) as { pages: (serving: Serving) => readonly Page[] }
    rmSync(folder, { recursive: true })
    const runtime = await startTestRuntime({
      manifests,
      playground: pages,
      environment: { PLAYGROUND: 'true', AWS_ENDPOINT_URL_SFN: 'http://aws.example' },
    })
    const asked = await Promise.all(
      ['/', '/playground/chains', '/playground/graphs/rag', '/_local/events'].map((path) => fetch(runtime.url + path)),
    )
    const [page = '', chains = ''] = await Promise.all(asked.map((response) => response.text()))
    await runtime.close()
    expect([page === (await get('/')).text, chains.endsWith('"local":false}'), asked.map(({ status }) => status)]).toEqual([
      true,
      true,
      [200, 200, 404, 404],
    ])
  })
})
