/** What the runtime says about itself. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, askJson } from './support/ask.ts'
import { manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

const { answer } = manifestOf('any')
let runtime: TestRuntime
beforeAll(async () => {
  runtime = await startTestRuntime({
    manifests: [
      manifestOf('rag', { answer: { ...answer!, allow: { models: ['amazon.nova-lite-v1:0'], maxTokens: true } } }),
      manifestOf('data', {
        kind: 'result',
        answer: null,
        result: { type: 'object', properties: { n: { type: 'number' } } },
        input: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      }),
    ],
  })
})
afterAll(() => runtime.close())
const get = (path: string) => askJson(runtime.url + path, { method: 'GET' })

test('its chains', async () =>
  expect(await get('/chains')).toEqual({
    status: 200,
    body: [
      { name: 'rag', kind: 'answer', description: 'The chain rag.' },
      { name: 'data', kind: 'result', description: 'The chain data.' },
    ],
  }))

interface Description {
  readonly openapi: string
  readonly paths: Record<
    string,
    {
      post?: {
        requestBody: { content: Record<string, { schema: { properties: object; required: string[] } }> }
        responses: Record<string, { content: object }>
      }
    }
  >
}

test('its API, as a public validator understands it', async () => {
  const { status, body } = await get('/openapi.json')
  const validator = new Validator()
  expect([status, await validator.validate(body as Record<string, unknown>), validator.version]).toEqual([
    200,
    { valid: true },
    '3.1',
  ])
})

test('its API has for each chain what that chain takes and gives', async () => {
  const { paths } = (await get('/openapi.json')).body as Description
  const bodies = ['/chains/rag', '/chains/data'].map((path) => paths[path]?.post?.requestBody.content['application/json']?.schema)
  expect([
    Object.keys(paths),
    bodies.map((schema) => [Object.keys(schema?.properties ?? {}), schema?.required]),
    Object.keys(paths['/chains/rag']?.post?.responses['200']?.content ?? {}),
    paths['/chains/data']?.post?.responses['200']?.content,
  ]).toEqual([
    [
      '/bedrock_claude_messages_api',
      '/chains/rag',
      '/chains/rag/ui',
      '/chains/data',
      '/chains/data/ui',
      '/v1/chat/completions',
      '/v1/models',
      '/chains',
      '/healthz',
    ],
    [
      [['messages', 'params', 'session', 'model', 'max_tokens'], ['messages']],
      [
        ['messages', 'params', 'session'],
        ['messages', 'params'],
      ],
    ],
    ['text/event-stream', 'text/plain', 'application/json'],
    { 'application/json': { schema: { type: 'object', properties: { n: { type: 'number' } } } } },
  ])
})

test('the head alone, for who asks for that', async () =>
  expect(await ask(`${runtime.url}/healthz`, { method: 'HEAD' })).toEqual({
    status: 200,
    type: 'application/json',
    text: '',
    end: 'complete',
  }))
