/** Step Functions and Bedrock through the real SDK clients: the only place that knows AWS's names and errors. */
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { isServerError, isThrottle, isTimeout, isUnreachable } from './aws-errors.ts'
import type { Clock } from './clock.ts'
import { workflowBusy, workflowTimedOut, workflowUnavailable } from './failure.ts'
import { bedrockModel } from './model/bedrock.ts'
import { bytesOfStreams } from './model/event-stream.ts'
import type { Model } from './model.ts'
import { retrying } from './retry.ts'
import { cheapen } from './sdk-calls.ts'
import { warmAgents } from './warm-agent.ts'
import type { WorkflowCall, WorkflowEnd, Workflows } from './workflow.ts'

export interface AwsSettings {
  readonly modelIdleMs: number
  readonly aws: AwsEnvironment
}

/** The SDK's own variables, read where all settings are; what is absent the SDK looks for in its usual places. */
export interface AwsEnvironment {
  readonly region: string | undefined
  readonly credentials:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
    | undefined
  readonly workflowsEndpoint: string | undefined
  readonly modelEndpoint: string | undefined
}

export interface Aws {
  readonly workflows: Workflows
  readonly model: Model
  close(): void
}

/**
 * HTTP/1.1 with kept connections for both, by choice: a call has a connection of its own, so a slow reader holds up
 * nobody else's flow-control window; an abort in mid-stream is an error instead of an end that looks complete; and the
 * deltas take less CPU than through Node's HTTP/2. Bedrock and Step Functions speak both.
 */
export function awsClients(settings: AwsSettings, clock: Clock, random: () => number): Aws {
  const agents = warmAgents()
  const handler = (own: object) => new NodeHttpHandler({ ...own, connectionTimeout: 3000 })
  const { region, credentials, workflowsEndpoint, modelEndpoint } = settings.aws
  const common = { ...(region === undefined ? {} : { region }), ...(credentials === undefined ? {} : { credentials }) }
  const sfn = new SFNClient({
    ...common,
    ...(workflowsEndpoint === undefined ? {} : { endpoint: workflowsEndpoint }),
    // A local endpoint has no `sync-` host in front of it.
    disableHostPrefix: workflowsEndpoint !== undefined,
    maxAttempts: 1,
    requestHandler: handler({
      httpAgent: { keepAlive: true, maxSockets: Infinity },
      httpsAgent: { keepAlive: true, maxSockets: Infinity },
    }),
  })
  const bedrock = new BedrockRuntimeClient({
    ...common,
    ...(modelEndpoint === undefined ? {} : { endpoint: modelEndpoint }),
    maxAttempts: 1,
    requestHandler: handler({ httpAgent: agents.httpAgent, httpsAgent: agents.httpsAgent }),
    eventStreamSerdeProvider: bytesOfStreams,
  })
  for (const client of [sfn, bedrock]) cheapen(client)
  let origin: Promise<URL> | undefined
  const prepare = () => {
    origin ??= modelOrigin(bedrock, modelEndpoint)
    // Without a region the call itself fails, and says so better.
    origin.then(
      (url) => agents.warm(url),
      () => (origin = undefined),
    )
  }
  return {
    workflows: stepFunctions(sfn, clock, random),
    model: bedrockModel(bedrock, settings.modelIdleMs, clock, random, prepare),
    close: () => {
      sfn.destroy()
      bedrock.destroy()
    },
  }
}

async function modelOrigin({ config }: BedrockRuntimeClient, override: string | undefined): Promise<URL> {
  if (override !== undefined) return new URL(override)
  const [Region, UseDualStack, UseFIPS] = await Promise.all([
    config.region(),
    config.useDualstackEndpoint(),
    config.useFipsEndpoint(),
  ])
  return config.endpointProvider({ Region, UseDualStack, UseFIPS }).url
}

/** A run is started again only when it is certain that it did not begin: Express runs are not idempotent. */
export function stepFunctions(client: SFNClient, clock: Clock, random: () => number): Workflows {
  return {
    run: async (call, signal) => {
      try {
        return await retrying(() => start(client, call, signal), neverBegan, { clock, random, signal })
      } catch (error) {
        signal.throwIfAborted()
        throw isThrottle(error) ? workflowBusy(error) : isTimeout(error) ? workflowTimedOut(error) : workflowUnavailable(error)
      }
    },
  }
}

const neverBegan = (error: unknown) => isUnreachable(error) || (isThrottle(error) && !isServerError(error))

async function start(client: SFNClient, call: WorkflowCall, signal: AbortSignal): Promise<WorkflowEnd> {
  const command = new StartSyncExecutionCommand({
    stateMachineArn: call.stateMachineArn,
    name: call.name,
    input: call.input,
    ...(call.traceHeader === undefined ? {} : { traceHeader: call.traceHeader }),
  })
  const { executionArn = '', status, output = '', error, cause } = await client.send(command, { abortSignal: signal })
  return status === 'SUCCEEDED'
    ? { status, executionArn, output }
    : { status: status === 'TIMED_OUT' ? status : 'FAILED', executionArn, error, cause }
}
