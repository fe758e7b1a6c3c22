/** The connection to the model is there before the workflow has ended. */
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { expect, test, vi } from 'vitest'
import { ask } from './support/ask.ts'
import { selfSigned } from './support/certificate.ts'
import { deferred } from './support/deferred.ts'
import { startFakeAws, succeeds } from './support/fake-aws.ts'
import { arnOf, manifestOf, startTestRuntime } from './support/runtime.ts'

test.each(['http', 'https'])('over %s: TCP and TLS are paid for while the workflow runs', async (protocol) => {
  // The certificate is nobody's.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  const aws = await startFakeAws()
  let opened = 0
  const two = deferred()
  const sockets = new Set<net.Socket>()
  const pass = (socket: net.Socket) => {
    opened++
    if (opened === 2) two.resolve()
    const upstream = net.connect(Number(new URL(aws.url).port), '127.0.0.1')
    socket.on('error', () => upstream.destroy())
    upstream.on('error', () => socket.destroy())
    sockets.add(socket)
    socket.pipe(upstream).pipe(socket)
  }
  const front = protocol === 'https' ? tls.createServer(selfSigned(), pass) : net.createServer(pass)
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const url = `${protocol}://127.0.0.1:${(front.address() as AddressInfo).port}`
  const runtime = await startTestRuntime({
    manifests: [manifestOf('rag')],
    environment: {
      AWS_ENDPOINT_URL_SFN: url,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
      STATEMACHINE_STATE_MACHINE_ARN: arnOf('rag'),
    },
  })
  aws.workflow = async (one) => {
    // Ends only once the second connection, the model's, is there.
    await two.promise
    await succeeds({})(one)
  }
  const question = { body: { messages: [{ role: 'user', content: 'Why?' }] }, headers: { accept: 'text/plain' } }
  const first = await ask(`${runtime.url}/chains/rag`, question)
  const second = await ask(`${runtime.url}/chains/rag`, question)
  for (const socket of sockets) socket.destroy()
  front.close()
  await runtime.close()
  await aws.close()
  vi.unstubAllEnvs()
  expect([first.text, second.text, opened]).toEqual(['Hello there.', 'Hello there.', 2])
})
