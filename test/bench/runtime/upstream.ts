/**
 * Step Functions and Bedrock as the benchmark needs them, in a process of their own and as cheap as they can be. The request says
 * how they behave: `state_machine_custom_params.delay` is the time of the workflow, the model's name its stream (see `model.ts`).
 */
import { readFileSync } from 'node:fs'
import http from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { claude } from '../../runtime/support/fake-aws.ts'
import { pacingOf } from './model.ts'

/** Streams that have begun and not ended. */
let open = 0

const OUTPUT = JSON.stringify({
  bedrock_details: { task_details: [], total_input_tokens: 0, total_output_tokens: 0 },
  context_data: [{ text: 'Bees make honey in summer and eat it in winter.' }],
})

function workflow(
  body: { readonly input: string; readonly name?: string; readonly stateMachineArn: string },
  response: ServerResponse,
) {
  const { state_machine_custom_params: params } = JSON.parse(body.input) as {
    readonly state_machine_custom_params: { readonly delay?: number }
  }
  const answer = JSON.stringify({
    executionArn: `${body.stateMachineArn}:run`,
    name: body.name,
    startDate: 1,
    stopDate: 2,
    status: 'SUCCEEDED',
    output: OUTPUT,
  })
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(answer) })
    response.end(answer)
  }, params.delay ?? 0)
}

const START = claude({ type: 'message_start', message: { usage: { input_tokens: 7 } } })
const END = Buffer.concat(
  [
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
    { type: 'message_stop' },
  ].map(claude),
)
const deltas = new Map<number, Uint8Array>()
function deltaOf(bytes: number): Uint8Array {
  const known =
    deltas.get(bytes) ?? claude({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'x'.repeat(bytes) } })
  deltas.set(bytes, known)
  return known
}

/** Unpaced, as many deltas go into one write. */
const TOGETHER = 64

function stream(model: string, response: ServerResponse) {
  const { count, everyMs, bytes, firstMs } = pacingOf(model)
  const delta = deltaOf(bytes)
  const many = Buffer.concat(Array.from({ length: TOGETHER }, () => delta))
  open++
  let timer: NodeJS.Timeout | undefined
  response.once('close', () => {
    open--
    clearTimeout(timer)
  })
  response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-bedrock-content-type': 'application/json',
  })
  let sent = 0
  const unpaced = () => {
    let flows = true
    while (flows && sent < count) {
      const left = count - sent
      sent += Math.min(left, TOGETHER)
      flows = response.write(left >= TOGETHER ? many : Buffer.concat(Array.from({ length: left }, () => delta)))
    }
    if (flows) response.end(END)
    else response.once('drain', unpaced)
  }
  const began = performance.now() + firstMs
  const paced = () => {
    // What is due goes out; a delta that is late does not hold up the next.
    while (sent < count && began + sent * everyMs <= performance.now()) {
      response.write(delta)
      sent++
    }
    if (sent === count) response.end(END)
    else timer = setTimeout(paced, began + sent * everyMs - performance.now())
  }
  response.write(START)
  if (everyMs > 0) timer = setTimeout(paced, firstMs)
  else timer = setTimeout(unpaced, firstMs)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

const serve: RequestListener = (request, response) => {
  if (request.url === '/open') response.end(String(open))
  else void answer(request, response)
}

async function answer(request: IncomingMessage, response: ServerResponse) {
  const text = await textOf(request)
  const model = /^\/model\/([^/]+)\/invoke-with-response-stream$/.exec(request.url ?? '')?.[1]
  if (model !== undefined) stream(decodeURIComponent(model), response)
  else workflow(JSON.parse(text) as Parameters<typeof workflow>[0], response)
}

const [, , keyFile, certificateFile] = process.argv
const server =
  keyFile === undefined || certificateFile === undefined
    ? http.createServer({ keepAliveTimeout: 120_000 }, serve)
    : https.createServer({ keepAliveTimeout: 120_000, key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, serve)
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
