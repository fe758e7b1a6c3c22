/** A state machine that lives for one question: made, run once, taken down. */
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { machineArn, sfn } from './account.ts'

export interface Ended {
  readonly status: string | undefined
  readonly output: unknown
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly ms: number
}

/** Runs `definition` as the role of the deployed chain `asChain`, whose permissions it then has. */
export async function onAws(definition: object, input: unknown = {}, asChain = 'rag'): Promise<Ended> {
  const client = sfn()
  const { roleArn } = await client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn(asChain) }))
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({
      name: `stepchain-live-question-${Date.now()}`,
      type: 'EXPRESS',
      roleArn,
      definition: JSON.stringify(definition),
    }),
  )
  try {
    const began = Date.now()
    const { status, output, error, cause } = await client.send(
      new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    )
    return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause, ms: Date.now() - began }
  } finally {
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }))
    client.destroy()
  }
}
