/** An alias of a chain's machine that leads to the new version step by step, and back when an alarm rings. */
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { CfnStateMachineAlias } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import type { Canary } from './options.ts'
import type { Workflow } from './workflow.ts'

/** Its ARN is what the runtime starts. That StartSyncExecution takes one is for AWS to confirm: see the live tests. */
export function liveAlias(scope: Construct, id: string, workflow: Workflow, canary: Canary, alarms: readonly IAlarm[]) {
  const shared = { stateMachineVersionArn: workflow.version.ref, alarms: alarms.map(({ alarmName }) => alarmName) }
  return new CfnStateMachineAlias(scope, id, {
    name: 'live',
    description: 'What the runtime starts',
    deploymentPreference:
      canary.percent === 100
        ? { ...shared, type: 'ALL_AT_ONCE' }
        : { ...shared, type: 'CANARY', percentage: canary.percent, interval: canary.minutes },
  })
}
