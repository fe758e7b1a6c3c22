/** Step Functions and Bedrock behind their wire protocols, as a test scripts them; every call is kept. */
import { once } from 'node:events'
import http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EventStreamCodec } from '@smithy/core/event-streams'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)

export type Service = 'workflow' | 'anthropic' | 'converse'

/** One call that came in, and a handle on its connection. */
export interface Call {
  readonly service: Service
  readonly path: string
  readonly body: Record<string, unknown>
  readonly headers: http.IncomingHttpHeaders
  /** Settles when the connection of this call is done: true when the caller hung up. */
  readonly closed: Promise<boolean>
}

/** What a test says to a call. */
export interface Answer {
  readonly call: Call
  json(status: number, body: unknown, headers?: Record<string, string>): void
  /** Frames of an event stream; the first one sends the status. */
  frame(type: string, payload: unknown, kind?: 'event' | 'exception'): void
  write(bytes: Uint8Array): boolean
  end(): void
  reset(): void
  readonly response: ServerResponse
}

export type Script = (answer: Answer) => void | Promise<void>

export interface FakeAws {
  readonly url: string
  readonly calls: Call[]
  workflow: Script
  model: Script
  /** The next call of a service that comes in from now on. */
  next(service: Service): Promise<Call>
  close(): Promise<void>
}

const serviceOf = ({ url = '', headers }: IncomingMessage): Service =>
  headers['x-amz-target'] === 'AWSStepFunctions.StartSyncExecution'
    ? 'workflow'
    : url.endsWith('/invoke-with-response-stream')
      ? 'anthropic'
      : 'converse'

export async function startFakeAws(): Promise<FakeAws> {
  const waiting: { service: Service; resolve: (call: Call) => void }[] = []
  const server = http.createServer((request, response) => void serve(request, response))
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = []
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
    const call: Call = {
      service: serviceOf(request),
      path: request.url ?? '',
      body: JSON.parse(Buffer.concat(pieces).toString()) as Call['body'],
      headers: request.headers,
      closed: once(response, 'close').then(() => !response.writableFinished),
    }
    fake.calls.push(call)
    for (const one of waiting.splice(0))
      if (one.service === call.service) one.resolve(call)
      else waiting.push(one)
    await (call.service === 'workflow' ? fake.workflow : fake.model)(answerOf(call, request, response))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeAws = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    workflow: succeeds({}),
    model: says('Hello', ' there', '.'),
    next: (service) => new Promise((resolve) => waiting.push({ service, resolve })),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return fake
}

function answerOf(call: Call, request: IncomingMessage, response: ServerResponse): Answer {
  const open = () => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
  }
  return {
    call,
    response,
    json: (status, body, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    },
    frame: (type, payload, kind = 'event') => {
      open()
      response.write(frameOf(type, payload, kind))
    },
    write: (bytes) => {
      open()
      return response.write(bytes)
    },
    end: () => {
      open()
      response.end()
    },
    reset: () => request.socket.resetAndDestroy(),
  }
}

export const frameOf = (type: string, payload: unknown, kind: 'event' | 'exception' = 'event'): Uint8Array =>
  codec.encode({
    headers: {
      ':message-type': { type: 'string', value: kind },
      [kind === 'event' ? ':event-type' : ':exception-type']: { type: 'string', value: type },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  })

/** One event of Claude's own stream. */
export const claude = (event: unknown): Uint8Array =>
  frameOf('chunk', { bytes: Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)).toString('base64') })

export const details = { task_details: [], total_input_tokens: 0, total_output_tokens: 0 }

/** A workflow that ends well with these members beside the token details. */
export const succeeds =
  (output: Record<string, unknown> | string): Script =>
  (answer) =>
    answer.json(
      200,
      execution(answer.call, {
        status: 'SUCCEEDED',
        output: typeof output === 'string' ? output : JSON.stringify({ bedrock_details: details, ...output }),
      }),
    )

export const fails =
  (status: 'FAILED' | 'TIMED_OUT', more: { error?: string; cause?: string } = {}): Script =>
  (answer) =>
    answer.json(200, execution(answer.call, { status, ...more }))

const execution = ({ body }: Call, more: Record<string, unknown>) => ({
  executionArn: `${String(body.stateMachineArn).replace(':stateMachine:', ':express:')}:${String(body.name)}:1`,
  stateMachineArn: body.stateMachineArn,
  name: body.name,
  startDate: 1,
  stopDate: 2,
  ...more,
})

/** A service error in the form of the API that is called. */
export const refuses =
  (status: number, type: string, message = 'SECRET-UPSTREAM-WORDS'): Script =>
  (answer) =>
    answer.json(status, { __type: type, message }, { 'x-amzn-errortype': type })

/** A model that says these texts, one delta each, and stops. */
export const says =
  (...texts: readonly string[]): Script =>
  (answer) => {
    for (const text of texts) answer.write(delta(answer.call.service, text))
    stop(answer)
  }

export const delta = (service: Service, text: string): Uint8Array =>
  service === 'anthropic'
    ? claude({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
    : frameOf('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })

export function stop(answer: Answer, reason = 'end_turn') {
  if (answer.call.service === 'anthropic') {
    answer.write(claude({ type: 'message_delta', delta: { stop_reason: reason }, usage: { output_tokens: 3 } }))
    answer.write(claude({ type: 'message_stop' }))
  } else {
    answer.frame('messageStop', { stopReason: reason })
    answer.frame('metadata', { usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 } })
  }
  answer.end()
}
