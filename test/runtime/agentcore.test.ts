/** The two addresses that Bedrock AgentCore asks of a container, where they are switched on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, askJson } from './support/ask.ts'
import { stoppedClock } from './support/clock.ts'
import { manifestOf, startTestRuntime } from './support/runtime.ts'
import type { TestRuntime } from './support/runtime.ts'

let runtime: TestRuntime
beforeAll(async () => {
  runtime = await startTestRuntime({
    manifests: [manifestOf('rag')],
    environment: { AGENTCORE_CHAIN: 'rag' },
    replace: { clock: stoppedClock() },
  })
})
afterAll(() => runtime.close())

test('it is alive', async () =>
  expect(await askJson(`${runtime.url}/ping`, { method: 'GET' })).toEqual({
    status: 200,
    body: { status: 'Healthy', time_of_last_update: 1_700_000_000 },
  }))

test('an invocation is a request to the chain, and AgentCore’s session is the session', async () => {
  const messages = [{ role: 'user', content: 'Why?' }]
  const headers = { accept: 'text/plain', 'x-amzn-bedrock-agentcore-runtime-session-id': 's1' }
  const { text } = await ask(`${runtime.url}/invocations`, { body: { messages }, headers })
  expect([text, JSON.parse(String(runtime.aws.calls[0]?.body.input))]).toEqual([
    'Hello there.',
    { PromptInput: messages, state_machine_custom_params: { session: 's1' } },
  ])
})
