/**
 * Anything at all is thrown at the API: raw bytes, JSON of any form, and requests that are nearly right. It never fails
 * with a 5xx of its own, never leaks and never crashes. `FUZZ_RUNS=1000000` makes it long.
 */
import * as fc from 'fast-check'
import http from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MARK, requests, spoiled } from './support/requests.ts'
import { manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000)

const { answer } = manifestOf('any')
const allow = {
  models: ['amazon.nova-lite-v1:0'],
  system: true,
  maxTokens: true,
  sampling: true,
  stopSequences: true,
  contentTag: true,
}
let runtime: TestRuntime
let reached = 0
beforeAll(async () => {
  runtime = await startTestRuntime({
    manifests: [
      manifestOf('rag', { answer: { ...answer!, allow } }),
      manifestOf('data', { kind: 'result', answer: null, result: {} }),
    ],
    environment: { MAX_BODY_BYTES: '65536' },
    replace: {
      // No wire behind it: what is tried here is what comes in.
      workflows: {
        run: ({ stateMachineArn }) => {
          reached++
          const details = '"bedrock_details":{"task_details":[],"total_input_tokens":0,"total_output_tokens":0}'
          return Promise.resolve({
            status: 'SUCCEEDED',
            executionArn: 'arn',
            output: stateMachineArn.endsWith('data') ? `{${details},"result":1}` : `{${details}}`,
          })
        },
      },
      model: {
        prepare: () => {},
        stream: async (_call, emit) => {
          await emit({ type: 'text', text: 'Yes.' })
          await emit({ type: 'stop', reason: 'end_turn' })
        },
      },
    },
  })
}, 20_000)
afterAll(() => runtime.close())

const routes = [
  ['/bedrock_claude_messages_api', requests.seed],
  ['/chains/rag', requests.chain],
  ['/chains/data', requests.data],
  ['/v1/chat/completions', requests.openAi],
  ['/chains/rag/ui', requests.ui],
] as const

interface Thrown {
  readonly kind: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '')
const accept = fc.constantFrom('*/*', '*/*', 'application/json', 'text/plain, */*;q=0.1', 'text/*;q=0.5, image/png')
const json = (kind: string, of: (good: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>) =>
  fc.oneof(
    ...routes.map(([path, good]) =>
      fc.tuple(of(good), accept).map(([value, wanted]): Thrown => ({
        kind,
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json', accept: wanted },
        body: encoded(value),
      })),
    ),
  )
const paths = fc.oneof(
  fc.constantFrom(...routes.map(([path]) => path), '/chains/none', '/chains/%00', '/v1/models', '/chains', '/'),
  fc.string({ maxLength: 12 }).map((end) => `/${encodeURI(end.replaceAll(/\p{Surrogate}/gu, ''))}`),
)
const raw = fc
  .record({
    method: fc.constantFrom('POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
    path: paths,
    type: fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'application/x-www-form-urlencoded',
      '',
    ),
    extra: fc.constantFrom<Record<string, string>>(
      {},
      { 'content-encoding': 'gzip' },
      { authorization: 'Bearer x' },
      { 'x-request-id': '../../etc' },
      { accept: ',;q=' },
      { origin: 'null' },
    ),
    body: fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((value) => Buffer.from(value)),
      fc.constantFrom('{', '[[[[', '{"a":"\\ud800"}', '{"messages":[]}', `"${MARK}"`).map((value) => Buffer.from(value)),
    ),
  })
  .map(({ method, path, type, extra, body }): Thrown => ({
    kind: 'raw',
    method,
    path,
    headers: { 'content-type': type, ...extra },
    body: Buffer.from(body),
  }))
const thrown = fc.oneof(
  { weight: 5, arbitrary: json('good', (good) => good) },
  { weight: 4, arbitrary: json('nearly good', spoiled) },
  { weight: 1, arbitrary: json('any JSON', () => fc.jsonValue()) },
  { weight: 3, arbitrary: raw },
)

// ---- the throwing

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
const throwIt = ({ method, path, headers, body }: Thrown) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = http.request(
      runtime.url + path,
      { method, headers: { ...headers, 'content-length': body.length }, agent },
      (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }))
      },
    )
    request.on('error', reject)
    request.end(body)
  })

test(
  `${RUNS} requests of every kind`,
  async () => {
    const histogram: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(fc.array(thrown, { minLength: 50, maxLength: 50 }), async (batch) => {
        const answers = await Promise.all(batch.map(throwIt))
        answers.forEach(({ status, text }, index) => {
          const { kind } = batch[index] as Thrown
          histogram[`${status} ${kind}`] = (histogram[`${status} ${kind}`] ?? 0) + 1
          expect(status).toBeLessThan(500)
          expect(text).not.toMatch(/arn:aws|node_modules|\n\s+at /)
          expect(text).not.toContain(MARK)
          expect(status < 400 || text.includes('"code":')).toBe(true)
        })
      }),
      { numRuns: RUNS / 50, endOnFailure: true },
    )
    console.log(
      `fuzz: ${reached} of ${RUNS} requests reached the workflow; ${JSON.stringify(Object.fromEntries(Object.entries(histogram).sort(([a], [b]) => a.localeCompare(b))))}`,
    )
    expect(reached / RUNS).toBeGreaterThan(0.3)
  },
  // Thirty times what it takes where nothing else runs.
  RUNS * 30,
)
