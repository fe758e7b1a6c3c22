/** Time, slow readers and callers who leave. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask, eventsOf, open, send, whole } from './support/ask.ts'
import { stoppedClock } from './support/clock.ts'
import { deferred } from './support/deferred.ts'
import { delta, says, stop, succeeds } from './support/fake-aws.ts'
import { manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

const clock = stoppedClock()
const question = { body: { messages: [{ role: 'user', content: 'Why?' }] } }
const asPlain = { ...question, headers: { accept: 'text/plain' } }
let runtime: TestRuntime
let url: string
beforeEach(async () => {
  runtime = await startTestRuntime({
    manifests: [manifestOf('rag')],
    replace: { clock },
    environment: { REQUEST_TIMEOUT_SECONDS: '100', MODEL_IDLE_SECONDS: '80' },
  })
  url = `${runtime.url}/chains/rag`
})
afterEach(() => runtime.close())

const within100ms = (ms: number) => ms < 100

/** Milliseconds from now until the fake's side of the call is closed by the caller. */
async function untilClosed(closed: Promise<boolean>): Promise<number> {
  const from = performance.now()
  expect(await closed).toBe(true)
  return performance.now() - from
}

describe('a caller who leaves', () => {
  test('stops the wait for the workflow within 100 ms, and no model is called', async () => {
    runtime.aws.workflow = () => {}
    const called = runtime.aws.next('workflow')
    const request = send(url, question)
    const { closed } = await called
    request.destroy()
    expect([await untilClosed(closed), runtime.aws.calls.map(({ service }) => service)]).toEqual([
      expect.toSatisfy(within100ms),
      ['workflow'],
    ])
  })

  test.each(['text/plain', 'text/event-stream'])('stops the model within 100 ms: %s', async (accept) => {
    runtime.aws.model = (one) => void one.write(delta('converse', 'Because'))
    const called = runtime.aws.next('converse')
    const { request, response } = await open(url, { ...question, headers: { accept } })
    const { closed } = await called
    request.destroy()
    response.on('error', () => {})
    expect(await untilClosed(closed)).toSatisfy(within100ms)
  })

  test('stops the model while it has said nothing yet', async () => {
    runtime.aws.model = () => {}
    const called = runtime.aws.next('converse')
    const request = send(url, question)
    const { closed } = await called
    request.destroy()
    expect(await untilClosed(closed)).toSatisfy(within100ms)
  })
})

describe('a slow reader', () => {
  test('slows the model down instead of filling memory', async () => {
    const text = 'x'.repeat(10_000)
    let written = 0
    const stalled = deferred()
    runtime.aws.model = (one) => {
      const bytes = delta('converse', text)
      const more = () => {
        while (written < 10_000) {
          written++
          if (!one.write(bytes)) {
            // Nobody takes any more: both sockets and what is between them are full.
            const timer = setTimeout(() => stalled.resolve(), 300)
            one.response.once('drain', () => {
              clearTimeout(timer)
              more()
            })
            return
          }
        }
        stalled.resolve()
      }
      more()
    }
    const called = runtime.aws.next('converse')
    const { request, response } = await open(url, asPlain)
    response.on('error', () => {})
    response.pause()
    const { closed } = await called
    await stalled.promise
    const before = written
    request.destroy()
    expect([before, await untilClosed(closed)]).toEqual([
      expect.toSatisfy((count: number) => count < 5000),
      expect.toSatisfy(within100ms),
    ])
  })
})

describe('deltas', () => {
  test('are written when they come: none waits for the next', async () => {
    const said = [deferred(), deferred()]
    runtime.aws.model = async (one) => {
      for (const [index, { promise }] of said.entries()) {
        await promise
        one.write(delta('converse', `part ${index}.`))
      }
    }
    const opened = open(url, asPlain)
    await runtime.aws.next('converse')
    said[0]?.resolve()
    const { request, response } = await opened
    const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    const first = String((await pieces.next()).value)
    said[1]?.resolve()
    const second = String((await pieces.next()).value)
    request.destroy()
    expect([first, second]).toEqual(['part 0.', 'part 1.'])
  })

  test('that come together go out together', async () => {
    runtime.aws.model = (one) => {
      one.response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
      one.response.write(Buffer.concat(['a', 'b', 'c', 'd'].map((text) => delta('converse', text))))
      stop(one)
    }
    const { response } = await open(url, asPlain)
    const pieces: string[] = []
    for await (const piece of response as AsyncIterable<Buffer>) pieces.push(String(piece))
    expect(pieces).toEqual(['abcd'])
  })
})

describe('while the workflow runs', () => {
  test('server-sent events hold their status for ten seconds, then keep the connection alive', async () => {
    const done = deferred()
    runtime.aws.workflow = async (one) => {
      await done.promise
      await succeeds({})(one)
    }
    runtime.aws.model = says('Because.')
    const opened = open(url, question)
    let answered = false
    void opened.then(() => (answered = true))
    await runtime.aws.next('workflow')
    clock.pass(9_999)
    const early = answered
    clock.pass(1)
    const { response } = await opened
    const asked = whole(response)
    clock.pass(20_000)
    done.resolve()
    const { status, text } = await asked
    expect([early, status, eventsOf(text).map(([name]) => name)]).toEqual([
      false,
      200,
      [':', ':', ':', 'workflow', 'delta', 'usage', 'done'],
    ])
  })

  test('and its failure is an event once the status is sent', async () => {
    const done = deferred()
    runtime.aws.workflow = async (one) => {
      await done.promise
      one.json(500, { __type: 'InternalFailure' })
    }
    const opened = open(url, question)
    await runtime.aws.next('workflow')
    clock.pass(10_000)
    const { response } = await opened
    done.resolve()
    const { status, text, end } = await whole(response)
    expect([status, end, eventsOf(text)]).toEqual([
      200,
      'complete',
      [[':'], ['error', { code: 'workflow_unavailable', message: 'The workflow could not be run.', request_id: 'request-1' }]],
    ])
  })

  test('plain text waits for its status as long as it takes', async () => {
    const done = deferred()
    runtime.aws.workflow = async (one) => {
      await done.promise
      one.json(500, { __type: 'InternalFailure' })
    }
    const asked = ask(url, asPlain)
    await runtime.aws.next('workflow')
    clock.pass(60_000)
    done.resolve()
    expect((await asked).status).toBe(502)
  })
})

describe('time', () => {
  test('that is up while the workflow runs is a 504', async () => {
    runtime.aws.workflow = () => {}
    const asked = ask(url, asPlain)
    await runtime.aws.next('workflow')
    clock.pass(100_000)
    const { status, text } = await asked
    expect([status, JSON.parse(text)]).toEqual([
      504,
      {
        error: {
          code: 'deadline_exceeded',
          message: 'The answer was not complete in the time this endpoint has.',
          request_id: 'request-1',
        },
      },
    ])
  })

  test('that is up in mid-answer cuts plain text', async () => {
    const { rest } = await begun('text/plain')
    clock.pass(100_000)
    expect(await rest).toEqual({ status: 200, type: 'text/plain; charset=utf-8', text: 'Because', end: 'cut' })
  })

  test('that is up in mid-answer is an event', async () => {
    const { rest } = await begun('text/event-stream')
    clock.pass(100_000)
    const { text, end } = await rest
    expect([end, eventsOf(text).at(-1)]).toEqual([
      'complete',
      [
        'error',
        {
          code: 'deadline_exceeded',
          message: 'The answer was not complete in the time this endpoint has.',
          request_id: 'request-1',
        },
      ],
    ])
  })

  /** An answer of which one delta has arrived and no more will. */
  async function begun(accept: string) {
    runtime.aws.model = (one) => void one.write(delta('converse', 'Because'))
    const { response } = await open(url, { ...question, headers: { accept } })
    return { rest: whole(response) }
  }

  test('a silent model has failed', async () => {
    runtime.aws.model = () => {}
    const asked = ask(url, asPlain)
    await runtime.aws.next('converse')
    clock.pass(80_000)
    const { status, text } = await asked
    expect([status, (JSON.parse(text) as { error: { code: string } }).error.code]).toEqual([504, 'model_timed_out'])
  })
})
