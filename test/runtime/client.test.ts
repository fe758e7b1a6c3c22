/** The client that the build writes: it fits the API, its types fit the chains, and it is a page long. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientSource } from '../../runtime/client/client-source.ts'
import type { Description } from '../../runtime/client/client-source.ts'
import { all } from './support/all.ts'
import { askJson } from './support/ask.ts'
import { deferred } from './support/deferred.ts'
import { delta, fails, says, succeeds } from './support/fake-aws.ts'
import { manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

const root = path.resolve(import.meta.dirname, '../..')
mkdirSync(path.join(root, '.stepchain'), { recursive: true })
const folder = mkdtempSync(path.join(root, '.stepchain/client-'))
let runtime: TestRuntime
let source: string
/** The client as a caller that has no types sees it. */
interface Loose {
  createClient(
    base: string,
    options?: object,
  ): {
    stream(chain: string, request: object, signal?: AbortSignal): AsyncIterable<{ type: string; text?: string }>
    text(chain: string, request: object): Promise<string>
    data(chain: string, request: object): Promise<unknown>
  }
}
let client: ReturnType<Loose['createClient']>
beforeAll(async () => {
  const data = manifestOf('count', {
    kind: 'result',
    answer: null,
    result: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  })
  const { answer } = manifestOf('rag')
  runtime = await startTestRuntime({
    manifests: [
      manifestOf('rag', {
        input: { type: 'object', properties: { tier: { enum: ['gold', 'none'] } }, required: ['tier'] },
        answer: { ...answer!, allow: { maxTokens: true } },
      }),
      data,
    ],
  })
  source = clientSource((await askJson(`${runtime.url}/openapi.json`, { method: 'GET' })).body as Description)
  const file = path.join(folder, 'client.mjs')
  writeFileSync(file, (await transform(source, { loader: 'ts', target: 'es2023' })).code)
  const module = (await import(pathToFileURL(file).href)) as Loose
  client = module.createClient(runtime.url, { headers: { 'x-request-id': 'test-request' } })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await runtime.close()
})
const request = { messages: [{ role: 'user', content: 'Why?' }], params: { tier: 'gold' } }

test('it streams an answer, collects one and gets data', async () => {
  runtime.aws.workflow = succeeds({ result: { n: 1 } })
  runtime.aws.model = says('Because', ' of it.')
  const { params: _params, ...plain } = request
  expect([
    (await all(client.stream('rag', request))).map(({ type }) => type),
    await client.text('rag', request),
    await client.data('count', plain),
  ]).toEqual([['workflow', 'delta', 'delta', 'usage', 'done'], 'Because of it.', { n: 1 }])
})

test('it throws what the API tells of a failure, before and in an answer', async () => {
  runtime.aws.workflow = fails('FAILED')
  await expect(client.text('rag', request)).rejects.toMatchObject({
    name: 'ApiError',
    status: 502,
    code: 'workflow_failed',
    requestId: 'test-request',
  })
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = (one) => {
    one.write(delta('converse', 'Bec'))
    one.end()
  }
  await expect(client.text('rag', request)).rejects.toMatchObject({ code: 'model_failed' })
})

test('what stands before the API may answer in any form', async () => {
  const load = (await import(pathToFileURL(path.join(folder, 'client.mjs')).href)) as Loose
  const gateway = (text: string) =>
    load.createClient('https://a.example', {
      fetch: () => Promise.resolve(new Response(text, { status: 502, headers: { 'x-request-id': 'r' } })),
    })
  const seen = ['<h1>Bad gateway</h1>', '{"message":"Forbidden"}', 'null', ''].map((text) =>
    gateway(text)
      .text('rag', request)
      .catch((error: unknown) => error),
  )
  for (const error of await Promise.all(seen))
    expect(error).toMatchObject({
      name: 'ApiError',
      status: 502,
      code: 'http_error',
      message: 'The answer has the status 502.',
      requestId: 'r',
    })
})

test('leaving its loop stops the model', async () => {
  const closed = deferred<boolean>()
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = (one) => {
    one.write(delta('converse', 'Bec'))
    void one.call.closed.then(closed.resolve)
  }
  for await (const { type } of client.stream('rag', request)) if (type === 'delta') break
  expect(await closed.promise).toBe(true)
})

test('its signal ends an answer even where all of it has come already', async () => {
  runtime.aws.workflow = succeeds({})
  runtime.aws.model = says('Because', ' of it.')
  const caller = new AbortController()
  const seen: string[] = []
  const read = async () => {
    for await (const { type } of client.stream('rag', request, caller.signal)) {
      seen.push(type)
      caller.abort()
    }
  }
  await expect(read()).rejects.toMatchObject({ name: 'AbortError' })
  expect(seen).toEqual(['workflow'])
})

test('it is about a page of code', () => expect(source.split('\n').length).toBeLessThan(130))

test('its types are those of the chains', () => {
  writeFileSync(path.join(folder, 'client.ts'), source)
  writeFileSync(
    path.join(folder, 'use.ts'),
    `import { createClient } from './client.ts'
const client = createClient('http://localhost')
const messages = [{ role: 'user' as const, content: 'Why?' }]
export const good: Promise<{ readonly n: number }> = client.data('count', { messages, session: 's' })
export const text: Promise<string> = client.text('rag', { messages, params: { tier: 'gold' }, max_tokens: 5 })
// @ts-expect-error there is no such chain
client.text('reg', { messages })
// @ts-expect-error the params are required
client.text('rag', { messages })
// @ts-expect-error not one of the tiers
client.text('rag', { messages, params: { tier: 'silver' } })
// @ts-expect-error the chain does not let anybody choose that
client.text('rag', { messages, params: { tier: 'gold' }, temperature: 1 })
// @ts-expect-error that chain returns data
client.text('count', { messages })
`,
  )
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--allowImportingTsExtensions',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom,dom.iterable',
    '--types',
    '',
  ]
  let said = ''
  try {
    execFileSync(path.join(root, 'node_modules/.bin/tsc'), [...options, path.join(folder, 'use.ts')], { encoding: 'utf8' })
  } catch (error) {
    said = (error as { stdout: string }).stdout
  }
  expect(said).toBe('')
})
