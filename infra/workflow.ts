/**
 * A chain as a state machine, its definition and permissions as generated, with a version for every change. The old
 * versions stay, to go back to.
 */
import { CfnDeletionPolicy } from 'aws-cdk-lib'
import { CfnStateMachineVersion } from 'aws-cdk-lib/aws-stepfunctions'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Statement } from '../compiler/contract.ts'
import { ExpressMachine } from './express-machine.ts'
import type { GeneratedChain } from './generated.ts'
import { arn } from './permissions.ts'

export interface WorkflowProps {
  readonly chain: GeneratedChain
  readonly machineName: string
  readonly substitutions: Readonly<Record<string, string>>
  readonly retentionDays: RetentionDays
  /** Whether prompts and answers are logged: they are personal data. */
  readonly executionData: boolean
}

export interface Workflow {
  readonly machine: StateMachine
  /** The version that this deployment publishes. */
  readonly version: CfnStateMachineVersion
}

export function workflow(scope: Construct, id: string, { chain, ...props }: WorkflowProps): Workflow {
  const { manifest, definition } = chain
  const { description, iam, name } = manifest
  const statements = iam.stateMachine.map((statement) => ownName(statement, name, props.machineName))
  const express = new ExpressMachine(scope, id, { ...props, description, definition, statements })
  const version = new CfnStateMachineVersion(express, 'Version', {
    stateMachineArn: express.machine.stateMachineArn,
    stateMachineRevisionId: express.machine.stateMachineRevisionId,
    description: `chain ${name} ${manifest.version}`,
  })
  // The version before stays when another takes its place; all go when the machine goes.
  version.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN
  version.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE
  return { machine: express.machine, version }
}

/** What the machine may do to itself, by the name that it has here: the one that keeps what is said has another than the manifest's. */
const ownName = (statement: Statement, chain: string, machineName: string): Statement => ({
  ...statement,
  resources: statement.resources.map((resource) =>
    resource.replace(`:stateMachine:\${AWS::StackName}-${chain}`, `:stateMachine:${machineName}`),
  ),
})

/** To start a machine: by its own ARN, or by one of a version or an alias. */
export const startPermission = (machineName: string) => ({
  actions: ['states:StartSyncExecution'],
  resources: [arn('states', `stateMachine:${machineName}`), arn('states', `stateMachine:${machineName}:*`)],
  reason: 'Versions and aliases have ARNs below the one of their state machine, and a new number with every change.',
})
