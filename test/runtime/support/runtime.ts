/** The runtime as a test wants it: started on a free port, its AWS a fake one, its ids counted. */
import type { Manifest } from '../../../compiler/contract.ts'
import type { Dependencies } from '../../../runtime/dependencies.ts'
import { startRuntime } from '../../../runtime/start.ts'
import type { Runtime, RuntimeOptions } from '../../../runtime/start.ts'
import { startFakeAws } from './fake-aws.ts'
import type { FakeAws } from './fake-aws.ts'

export const arnOf = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`

/** A chain that answers, as the compiler would describe it. */
export const manifestOf = (name: string, more: Partial<Manifest> = {}): Manifest => ({
  name,
  version: '0123456789ab',
  source: `chains/${name}.ts`,
  description: `The chain ${name}.`,
  input: { type: 'object', properties: { tier: { type: 'string' } }, required: [] },
  reads: ['question', 'messages', 'params', 'session'],
  kind: 'answer',
  answer: {
    model: 'anthropic.claude-3-haiku-20240307-v1:0',
    system: 'Be brief.',
    maxTokens: 1000,
    contentTag: 'document',
    allow: {},
  },
  result: null,
  substitutions: {},
  models: [],
  knowledgeBases: [],
  experiments: [],
  worstCase: { seconds: 1, states: 1, inputTokens: 0, outputTokens: 0, usd: 0 },
  iam: { stateMachine: [], runtime: [] },
  ...more,
})

export interface TestRuntime extends Runtime {
  readonly aws: FakeAws
  readonly lines: string[]
}

export interface TestRuntimeOptions {
  readonly manifests?: readonly Manifest[]
  readonly environment?: NodeJS.ProcessEnv
  readonly replace?: Partial<Dependencies>
  readonly playground?: RuntimeOptions['playground']
}

export const awsEnvironment = (url: string): NodeJS.ProcessEnv => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL_SFN: url,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
})

export async function startTestRuntime({
  manifests = [],
  environment = {},
  replace = {},
  playground,
}: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const aws = await startFakeAws()
  const lines: string[] = []
  let ids = 0
  const runtime = await startRuntime({
    environment: {
      PORT: '0',
      STATEMACHINE_STATE_MACHINE_ARN: arnOf('unknown'),
      STATE_MACHINE_ARNS: JSON.stringify(Object.fromEntries(manifests.map(({ name }) => [name, arnOf(name)]))),
      ...awsEnvironment(aws.url),
      ...environment,
    },
    manifests,
    ...(playground === undefined ? {} : { playground }),
    log: (line) => lines.push(line),
    replace: { newId: () => `request-${++ids}`, ...replace },
  })
  return {
    ...runtime,
    aws,
    lines,
    close: async () => {
      await aws.close()
      await runtime.close()
    },
  }
}
