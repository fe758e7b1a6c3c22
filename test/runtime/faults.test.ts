/** Every fault that local AWS can make, in every format: a real status or a typed error, no leak, no hang, and the next request is fine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLocalAws } from '../../runtime/local/index.ts'
import type { LocalAws } from '../../runtime/local/index.ts'
import { startRuntime } from '../../runtime/start.ts'
import type { Runtime } from '../../runtime/start.ts'
import { ask } from './support/ask.ts'
import type { Asked } from './support/ask.ts'
import { arnOf, awsEnvironment, manifestOf } from './support/runtime.ts'

const output = {
  bedrock_details: { task_details: [], total_input_tokens: 0, total_output_tokens: 0 },
  context_data: [{ text: 'Bees make honey in summer and eat it in winter, and they share it with nobody.' }],
}
const definition = { QueryLanguage: 'JSONata', StartAt: 'Answer', States: { Answer: { Type: 'Succeed', Output: output } } }
const [name, secret] = ['bees', 'SECRET-QUESTION']

let aws: LocalAws
let runtime: Runtime
beforeAll(async () => {
  aws = await startLocalAws({ machines: [{ name, definition }] })
  runtime = await startRuntime({
    environment: {
      PORT: '0',
      STATEMACHINE_STATE_MACHINE_ARN: arnOf(name),
      STATE_MACHINE_ARNS: JSON.stringify({ [name]: arnOf(name) }),
      MODEL_IDLE_SECONDS: '2',
      REQUEST_TIMEOUT_SECONDS: '4',
      ...awsEnvironment(aws.url),
    },
    manifests: [
      manifestOf(name, { answer: { ...manifestOf(name).answer!, allow: { models: [], system: true, contentTag: true } } }),
    ],
    log: () => {},
  })
})
afterAll(async () => {
  await aws.close()
  await runtime.close()
})
const putFaults = (faults: readonly object[]) =>
  fetch(`${aws.url}/_local/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  }).then((response) => response.status)

const messages = [{ role: 'user', content: `${secret}: when do bees make honey?` }]
const formats = {
  sample: () =>
    ask(`${runtime.url}/bedrock_claude_messages_api`, {
      body: { bedrock_parameters: { messages, system: 'SECRET-SYSTEM' }, assistant_parameters: {} },
    }),
  plain: () => ask(`${runtime.url}/chains/${name}`, { body: { messages }, headers: { accept: 'text/plain' } }),
  events: () => ask(`${runtime.url}/chains/${name}`, { body: { messages } }),
  json: () => ask(`${runtime.url}/chains/${name}`, { body: { messages }, headers: { accept: 'application/json' } }),
  openAiStream: () => ask(`${runtime.url}/v1/chat/completions`, { body: { model: name, messages, stream: true } }),
  openAi: () => ask(`${runtime.url}/v1/chat/completions`, { body: { model: name, messages } }),
  ui: () =>
    ask(`${runtime.url}/chains/${name}/ui`, {
      body: { messages: [{ id: '1', role: 'user', parts: [{ type: 'text', text: `${secret}: bees?` }] }] },
    }),
}
type Format = keyof typeof formats

/** How an answer ended, in a word or two. */
function told({ status, type, text, end }: Asked): string {
  if (end === 'cut') return `${status} cut`
  const code = /"code":"([a-z_]+)"/.exec(text)?.[1] ?? (text.includes('"type":"error"') ? 'an error' : undefined)
  if (code === undefined) return `${status} complete`
  return type === 'application/json' ? `${status} ${code}` : `${status} then ${code}`
}

const before = (status: number, code: string): Record<Format, string> => {
  const all = `${status} ${code}`
  const openAi = `${status === 422 ? 400 : status} ${code}`
  return { sample: all, plain: all, events: all, json: all, openAiStream: openAi, openAi, ui: all }
}
const after = (status: number, code: string): Record<Format, string> => ({
  sample: '200 cut',
  plain: '200 cut',
  events: `200 then ${code}`,
  json: `${status} ${code}`,
  openAiStream: `200 then ${code}`,
  openAi: `${status} ${code}`,
  ui: '200 then an error',
})
const fine: Record<Format, string> = {
  sample: '200 complete',
  plain: '200 complete',
  events: '200 complete',
  json: '200 complete',
  openAiStream: '200 complete',
  openAi: '200 complete',
  ui: '200 complete',
}

describe('a fault is told in every format', () => {
  test.each<[string, object, Record<Format, string>]>([
    ['the workflow: throttled once', { on: 'workflow', kind: 'throttle', times: 7 }, fine],
    ['the workflow: throttled', { on: 'workflow', kind: 'throttle' }, before(503, 'workflow_busy')],
    [
      'the workflow: refused',
      { on: 'workflow', kind: 'fail', status: 400, error: 'AccessDeniedException', message: 'SECRET' },
      before(502, 'workflow_unavailable'),
    ],
    ['the workflow: a server error', { on: 'workflow', kind: 'fail', message: 'SECRET' }, before(502, 'workflow_unavailable')],
    [
      'the workflow: failed',
      { on: 'workflow', kind: 'failed', error: 'SECRET', cause: 'SECRET' },
      before(502, 'workflow_failed'),
    ],
    ['the workflow: timed out', { on: 'workflow', kind: 'timedOut', error: 'SECRET' }, before(504, 'workflow_timed_out')],
    [
      'the workflow: output that is not JSON',
      { on: 'workflow', kind: 'output', output: 'SECRET' },
      before(502, 'workflow_broke_contract'),
    ],
    [
      'the workflow: output of another form',
      { on: 'workflow', kind: 'output', output: { hello: 'SECRET' } },
      before(502, 'workflow_broke_contract'),
    ],
    ['the workflow: the connection breaks', { on: 'workflow', kind: 'reset' }, before(502, 'workflow_unavailable')],
    ['the workflow: silence', { on: 'workflow', kind: 'stall' }, before(504, 'deadline_exceeded')],
    ['the workflow: late', { on: 'workflow', kind: 'delay', ms: 200 }, fine],
    ['the workflow: a huge context', { on: 'workflow', kind: 'huge', bytes: 1_000_000 }, fine],
    ['the model: throttled', { on: 'model', kind: 'throttle' }, before(503, 'model_busy')],
    ['the model: refused', { on: 'model', kind: 'fail', status: 400, message: 'SECRET' }, before(502, 'model_refused')],
    [
      'the model: not allowed',
      { on: 'model', kind: 'fail', status: 403, error: 'AccessDeniedException' },
      before(502, 'model_unavailable'),
    ],
    ['the model: a server error', { on: 'model', kind: 'fail' }, before(502, 'model_unavailable')],
    ['the model: the connection breaks', { on: 'model', kind: 'reset' }, before(502, 'model_unavailable')],
    ['the model: silence', { on: 'model', kind: 'stall' }, before(504, 'model_timed_out')],
    ['the model: an exception first', { on: 'model', kind: 'exception', message: 'SECRET' }, before(502, 'model_unavailable')],
    [
      'the model: throttled first thing in the stream',
      { on: 'model', kind: 'exception', error: 'ThrottlingException', message: 'SECRET' },
      before(503, 'model_busy'),
    ],
    [
      'the model: an exception in mid-answer',
      { on: 'model', kind: 'exception', after: 6, message: 'SECRET' },
      after(502, 'model_failed'),
    ],
    ['the model: the connection breaks in mid-answer', { on: 'model', kind: 'reset', after: 6 }, after(502, 'model_failed')],
    ['the model: silence in mid-answer', { on: 'model', kind: 'stall', after: 6 }, after(504, 'model_timed_out')],
    ['the model: cut short', { on: 'model', kind: 'cut', after: 6 }, after(502, 'model_failed')],
    ['the model: a corrupt frame', { on: 'model', kind: 'corrupt', after: 6 }, after(502, 'model_failed')],
    ['the model: an event that is not JSON', { on: 'model', kind: 'garbage', after: 6 }, after(502, 'model_failed')],
    ['the model: slow', { on: 'model', kind: 'pace', ms: 5 }, fine],
  ])('%s', async (_, fault, expected) => {
    expect(await putFaults([fault])).toBe(200)
    const answers = await Promise.all(
      (Object.keys(formats) as Format[]).map(async (format) => [format, await formats[format]()] as const),
    )
    await putFaults([])
    expect(Object.fromEntries(answers.map(([format, answer]) => [format, told(answer)]))).toEqual(expected)
    const leaks =
      expected === fine ? [] : answers.filter(([, { text }]) => /SECRET|arn:aws|Exception|node_modules|\.ts:\d/.test(text))
    expect(leaks).toEqual([])
    expect(told(await formats.plain())).toBe('200 complete')
  })
})
