/** What reaches AWS is what the SDK sends by itself, but for its own tries. */
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { cheapen } from '../../runtime/sdk-calls.ts'
import { startFakeAws, succeeds } from './support/fake-aws.ts'
import type { FakeAws } from './support/fake-aws.ts'

let aws: FakeAws
let options: ConstructorParameters<typeof SFNClient>[0] & object
beforeAll(async () => {
  aws = await startFakeAws()
  aws.workflow = succeeds({})
  aws.model = (answer) => answer.json(200, {})
  options = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
    endpoint: aws.url,
    disableHostPrefix: true,
    maxAttempts: 1,
  }
})
afterAll(() => aws.close())

/** Every header by its name, without what tells the time, and in the list of those that are signed without the SDK's own tries. */
const headersOf = (index: number) =>
  Object.fromEntries(
    Object.entries(aws.calls.at(index)?.headers ?? {}).map(([name, value]) => [
      name,
      name === 'x-amz-date'
        ? 'a time'
        : name === 'authorization'
          ? String(value).replace(/Signature=.*|\/\d{8}\/|amz-sdk-[a-z-]+;/g, '')
          : value,
    ]),
  )

interface Kind {
  readonly what: string
  readonly client: () => { readonly middlewareStack: object; destroy(): void }
  readonly call: (client: never) => Promise<unknown>
}
const KINDS: readonly Kind[] = [
  {
    what: 'StartSyncExecution',
    client: () => new SFNClient(options),
    call: (client: SFNClient) =>
      client.send(new StartSyncExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:x', input: '{}' })),
  },
  {
    what: 'ConverseStream',
    client: () => new BedrockRuntimeClient({ ...options, requestHandler: new NodeHttpHandler() }),
    call: (client: BedrockRuntimeClient) =>
      client.send(new ConverseStreamCommand({ modelId: 'a.b:0', messages: [{ role: 'user', content: [{ text: 'ä' }] }] })),
  },
  {
    what: 'InvokeModelWithResponseStream',
    client: () => new BedrockRuntimeClient({ ...options, requestHandler: new NodeHttpHandler() }),
    call: (client: BedrockRuntimeClient) =>
      client.send(new InvokeModelWithResponseStreamCommand({ modelId: 'a.b:0', contentType: 'application/json', body: '{}' })),
  },
]

test.each(KINDS)('$what', async ({ client: made, call }) => {
  // The SDK's own way may say on Lambda whom it traces; ours has to as well.
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'f')
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793')
  const [theirs, ours] = [made(), made()]
  cheapen(ours)
  await call(theirs as never)
  for (let times = 0; times < 2; times++) await call(ours as never)
  const [own, first, second] = [-3, -2, -1].map((index) => aws.calls.at(index))
  const { 'amz-sdk-invocation-id': _, 'amz-sdk-request': tries, ...expected } = headersOf(-3)
  for (const client of [theirs, ours]) client.destroy()
  vi.unstubAllEnvs()
  expect(tries).toBe('attempt=1; max=1')
  expect([headersOf(-2), headersOf(-1)]).toEqual([expected, expected])
  expect(expected['x-amzn-trace-id']).toBe('Root=1-5759e988-bd862e3fe1be46a994272793')
  expect([first?.path, second?.path, first?.body, second?.body]).toEqual([own?.path, own?.path, own?.body, own?.body])
})

test('a failure is the error it always was', async () => {
  const client = new SFNClient(options)
  cheapen(client)
  aws.workflow = (answer) => answer.json(400, { __type: 'StateMachineDoesNotExist', message: 'There is none.' })
  const call = client.send(new StartSyncExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:x' }))
  await expect(call).rejects.toMatchObject({ name: 'StateMachineDoesNotExist', message: 'There is none.' })
  client.destroy()
})

test('a middleware that stands beside one that is not there is told of as ever', async () => {
  const client = new SFNClient(options)
  client.middlewareStack.addRelativeTo(<T>(next: T) => next, { name: 'mine', relation: 'after', toMiddleware: 'nobodys' })
  cheapen(client)
  const call = async () =>
    client.send(new StartSyncExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:x' }))
  await expect(call()).rejects.toThrow('nobodys is not found when adding mine middleware after nobodys')
  client.destroy()
})
