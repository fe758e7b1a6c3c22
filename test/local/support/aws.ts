/** A local AWS for one test file, and the SDK's own clients pointed at it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import type { ConverseStreamOutput, ResponseStream } from '@aws-sdk/client-bedrock-runtime'
import { CreateStateMachineCommand, SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import type { StartSyncExecutionCommandOutput } from '@aws-sdk/client-sfn'
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler'
import { virtualClock } from '../../../runtime/engine/index.ts'
import { startLocalAws } from '../../../runtime/local/index.ts'
import type { LocalAws, LocalAwsOptions } from '../../../runtime/local/index.ts'

export const ROLE = 'arn:aws:iam::123456789012:role/test'
export const START = Date.parse('2026-01-01T00:00:00Z')
export const CLAUDE = 'us.anthropic.claude-haiku-4-5-20251001-v1:0'

/** Ids that count. */
export function counting(): () => string {
  let count = 0
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`
}

export interface TestAws extends LocalAws {
  readonly knowledge: string
  readonly lines: string[]
  readonly sfn: SFNClient
  /** Over HTTP/1.1 and over HTTP/2. */
  readonly bedrock: Readonly<Record<'http1' | 'http2', BedrockRuntimeClient>>
  readonly agent: BedrockAgentRuntimeClient
  /** A call of `/_local/…`. */
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  create(name: string, definition: object, type?: 'EXPRESS' | 'STANDARD'): Promise<string>
  run(name: string, input?: unknown): Promise<StartSyncExecutionCommandOutput>
}

export async function startAws(
  options: LocalAwsOptions & { documents?: Readonly<Record<string, string>> } = {},
): Promise<TestAws> {
  const { documents = {}, ...rest } = options
  const knowledge = await mkdtemp(join(tmpdir(), 'stepchain-knowledge-'))
  await Promise.all(Object.entries(documents).map(([file, text]) => writeFile(join(knowledge, file), text)))
  const lines: string[] = []
  const aws = await startLocalAws({
    clock: virtualClock(START),
    uuid: counting(),
    knowledge,
    log: (line) => lines.push(line),
    ...rest,
  })
  const common = {
    region: 'us-east-1',
    endpoint: aws.url,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  const sfn = new SFNClient({ ...common, disableHostPrefix: true })
  const bedrock = {
    http1: new BedrockRuntimeClient({ ...common, requestHandler: new NodeHttpHandler() }),
    http2: new BedrockRuntimeClient({ ...common, requestHandler: new NodeHttp2Handler() }),
  }
  const agent = new BedrockAgentRuntimeClient(common)
  return {
    ...aws,
    knowledge,
    lines,
    sfn,
    bedrock,
    agent,
    control: async (method, path, body) => {
      const response = await fetch(`${aws.url}/_local/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: await response.json() }
    },
    create: async (name, definition, type = 'EXPRESS') => {
      const created = await sfn.send(
        new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn: ROLE, type }),
      )
      return created.stateMachineArn ?? 'none'
    },
    run: (name, input = {}) =>
      sfn.send(
        new StartSyncExecutionCommand({
          stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`,
          name: 'run',
          input: JSON.stringify(input),
        }),
      ),
    close: async () => {
      for (const client of [sfn, agent, bedrock.http1, bedrock.http2]) client.destroy()
      await aws.close()
      await rm(knowledge, { recursive: true, force: true })
    },
  }
}

/** What a call rejected with: its name, message and status. */
export async function refused(call: Promise<unknown>): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await call
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
    return { name, message, status: $metadata?.httpStatusCode }
  }
  throw new Error('the call was not refused')
}

/** Reads a stream to its end: its events, and what it broke off with. */
export async function drain<Event extends ConverseStreamOutput | ResponseStream>(
  stream: AsyncIterable<Event> | undefined,
): Promise<{ events: Event[]; error: string | undefined }> {
  const events: Event[] = []
  try {
    for await (const event of stream ?? []) events.push(event)
  } catch (error) {
    return { events, error: (error as Error).name }
  }
  return { events, error: undefined }
}

export const textOf = (events: readonly ConverseStreamOutput[]): string =>
  events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('')

export const user = (text: string) => ({ role: 'user' as const, content: [{ text }] })
export const assistant = (text: string) => ({ role: 'assistant' as const, content: [{ text }] })

/** A machine of one task. */
export const oneTask = (state: Readonly<Record<string, unknown>>) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Only',
  States: { Only: { Type: 'Task', ...state, End: true } },
})
