import { request as httpRequest } from 'node:http'
import { connect as connectHttp2, constants } from 'node:http2'
import { connect } from 'node:net'
import { setTimeout as later } from 'node:timers/promises'
import { StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../runtime/engine/index.ts'
import { startLocalAws } from '../../runtime/local/index.ts'
import { startAws } from './support/aws.ts'
import type { TestAws } from './support/aws.ts'

let aws: TestAws
beforeAll(async () => {
  aws = await startAws({ clock: systemClock })
  await aws.create('echo', { StartAt: 'Echo', States: { Echo: { Type: 'Pass', End: true } } })
})
afterAll(() => aws.close())

const post = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) => {
  const response = await fetch(`${aws.url}${path}`, { method: 'POST', body, headers })
  const { 'x-amzn-requestid': id, 'x-amzn-errortype': error, 'content-type': type } = Object.fromEntries(response.headers)
  return { status: response.status, type, error, id: typeof id, body: await response.json() }
}
const target = (operation: string) => ({
  'x-amz-target': `AWSStepFunctions.${operation}`,
  'content-type': 'application/x-amz-json-1.0',
})

describe("a bad request gets AWS's own error", () => {
  test('of Step Functions', async () => {
    const answered = (status: number, type: string, message: unknown) => ({
      status,
      type: 'application/x-amz-json-1.0',
      error: undefined,
      id: 'string',
      body: { __type: type, message },
    })
    expect(await post('/', '{}', target('StartExecution'))).toEqual(
      answered(
        400,
        'UnknownOperationException',
        'Local AWS has no operation AWSStepFunctions.StartExecution. It has: CreateStateMachine, UpdateStateMachine, DescribeStateMachine, ListStateMachines, DeleteStateMachine, StartSyncExecution, ValidateStateMachineDefinition.',
      ),
    )
    expect(await post('/', '{}', { 'x-amz-target': 'DynamoDB_20120810.GetItem' })).toMatchObject({
      body: { __type: 'UnknownOperationException' },
    })
    expect(await post('/', '{', target('StartSyncExecution'))).toEqual(
      answered(400, 'SerializationException', expect.stringMatching(/^The request's body is not JSON: /)),
    )
    expect(await post('/', '[]', target('StartSyncExecution'))).toMatchObject({
      status: 400,
      body: { __type: 'SerializationException' },
    })
    expect(await post('/', '{}', target('StartSyncExecution'))).toEqual(
      answered(
        400,
        'ValidationException',
        "1 validation error detected: Value at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
      ),
    )
    expect(await post('/', '{}', target('constructor'))).toMatchObject({
      status: 400,
      body: { __type: 'UnknownOperationException' },
    })
  })

  test('of Bedrock', async () => {
    expect(await post('/model/a.b/converse', '{')).toEqual({
      status: 400,
      type: 'application/json',
      error: 'SerializationException',
      id: 'string',
      body: { message: expect.stringMatching(/^The request's body is not JSON: /) as unknown },
    })
    expect(await post('/model/a.b/invoke', 'null')).toMatchObject({ status: 400, error: 'ValidationException' })
    expect(await post('/model/%E0%A4/invoke', '{}')).toMatchObject({ status: 400, error: 'ValidationException' })
    expect(await post('/model/a.b/explode', '{}')).toMatchObject({ status: 404, error: 'UnknownOperationException' })
    expect(await post('/knowledgebases/LOCAL/retrieve', '{"retrievalQuery": 3}')).toMatchObject({
      status: 400,
      error: 'SerializationException',
    })
  })

  test('of a body beyond every limit', async () => {
    expect(await post('/model/a.b/converse', Buffer.alloc(25_000_001, 32))).toMatchObject({
      status: 413,
      error: 'RequestEntityTooLargeException',
    })
  })

  test('of control routes', async () => {
    const response = await fetch(`${aws.url}/_local/faults`, { method: 'PUT', body: '{' })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ message: expect.stringMatching(/^The body is not JSON: /) as unknown })
  })
})

test('a definition of a megabyte is fine', async () => {
  const states = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [
      `S${index}`,
      { Type: 'Pass', Comment: 'x'.repeat(40), ...(index < 9_999 ? { Next: `S${index + 1}` } : { End: true }) },
    ]),
  )
  const definition = { StartAt: 'S0', States: states }
  expect(JSON.stringify(definition).length).toBeGreaterThan(900_000)
  await aws.create('large', definition)
  expect((await aws.run('large', { a: 1 })).output).toBe('{"a":1}')
})

test('the sync- host prefix changes nothing', async () => {
  const body = JSON.stringify({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:echo', input: '{"a":1}' })
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest(
      aws.url,
      { method: 'POST', headers: { ...target('StartSyncExecution'), host: 'sync-localhost' } },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
  expect(status).toBe(200)
})

test('what comes byte by byte is understood, in either protocol', async () => {
  const socket = connect(aws.port, '127.0.0.1')
  socket.setNoDelay(true)
  for (const character of 'POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}') {
    socket.write(character)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const [head] = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString().split('\r\n')
  expect(head).toBe('HTTP/1.1 404 Not Found')
  socket.destroy()

  const session = connectHttp2(aws.url)
  const stream = session.request({ ':method': 'POST', ':path': '/nothing' })
  stream.end('{}')
  const status = await new Promise((resolve) => stream.once('response', (headers) => resolve(headers[':status'])))
  expect(status).toBe(404)
  session.destroy()
})

test('garbage and half requests leave the server standing', async () => {
  for (const bytes of [
    '\u0000\u0001\u0002',
    'GET',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ngarbage garbage garbage',
    'POST / HTTP/1.1\r\ncontent-length: 10\r\n\r\n{',
  ]) {
    const socket = connect(aws.port, '127.0.0.1')
    socket.on('error', () => undefined)
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
    socket.destroy()
  }
  expect((await aws.run('echo', 1)).output).toBe('1')
  expect(aws.lines).toEqual([])
})

test('a client of HTTP/2 that breaks a stream off leaves the server standing', async () => {
  await aws.control('PUT', 'faults', { faults: [{ on: 'model', kind: 'stall', after: 1 }] })
  const session = connectHttp2(aws.url)
  session.on('error', () => undefined)
  for (const code of [constants.NGHTTP2_INTERNAL_ERROR, constants.NGHTTP2_CANCEL, constants.NGHTTP2_PROTOCOL_ERROR]) {
    const stream = session.request({ ':method': 'POST', ':path': '/model/a.b/converse-stream' })
    stream.on('error', () => undefined)
    stream.end(JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] }))
    await new Promise((resolve) => stream.once('data', resolve))
    await new Promise<void>((resolve) => {
      stream.once('close', resolve)
      stream.close(code)
    })
  }
  session.destroy()
  await aws.control('DELETE', 'faults')
  expect((await aws.run('echo', 1)).output).toBe('1')
  expect(aws.lines).toEqual([])
})

test("a taken port is the system's own error", async () => {
  await expect(startLocalAws({ port: aws.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('closing ends everything at once: executions, streams, listeners', async () => {
  const other = await startAws({ clock: systemClock })
  await other.create('wait', { QueryLanguage: 'JSONata', StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 200, End: true } } })
  const running = other.sfn
    .send(new StartSyncExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:wait' }))
    .then(
      () => 'answered',
      () => 'cut',
    )
  const events = await fetch(`${other.url}/_local/events`)
  const listening = events.text().then(
    () => 'ended',
    () => 'cut',
  )
  // The execution is there once it is listed.
  let listed = 0
  while (listed === 0) {
    const { body } = await other.control('GET', 'executions')
    listed = (body as { executions: unknown[] }).executions.length
  }
  const closed = await Promise.race([other.close().then(() => 'closed'), later(10_000, 'late')])
  expect([closed, await running, await listening]).toEqual(['closed', 'cut', 'cut'])
})
