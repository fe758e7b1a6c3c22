/**
 * The way back from a canary that the runtime weighs itself: an alarm starts a small state machine that puts the weights
 * of the version before into the function's environment. Without a canary it does nothing.
 */
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { ExpressMachine } from './express-machine.ts'
import { arn } from './permissions.ts'

/** The function's variables: what it serves, and what the chains in a canary go back to. */
export const SERVED = 'STATE_MACHINE_ARNS'
export const BEFORE = 'STATE_MACHINE_ARNS_BEFORE'

export interface RollBackProps {
  readonly machineName: string
  readonly functionName: string
  readonly alarms: readonly IAlarm[]
  readonly retentionDays: RetentionDays
}

export class RollBack extends Construct {
  constructor(scope: Construct, id: string, { machineName, functionName, alarms, retentionDays }: RollBackProps) {
    super(scope, id)
    const { machine } = new ExpressMachine(this, 'Express', {
      machineName,
      description: 'Takes the runtime back to the versions before',
      definition: rollBackDefinition(functionName),
      statements: [
        {
          actions: ['lambda:GetFunctionConfiguration', 'lambda:UpdateFunctionConfiguration'],
          resources: [arn('lambda', `function:${functionName}`)],
        },
      ],
      retentionDays,
      executionData: false,
    })
    new Rule(this, 'Rule', {
      description: 'An alarm of a chain rings: go back to the versions before',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [new SfnStateMachine(machine)],
    })
  }
}

/** The definition of the machine; a variable that is not there means that no canary is on. */
export function rollBackDefinition(functionName: string): Readonly<Record<string, unknown>> {
  const variables = '$states.result.Environment.Variables'
  const restored = `{"${SERVED}": $string($merge([$parse(${variables}.${SERVED}), $parse(${variables}.${BEFORE})]))}`
  return {
    Comment: 'Takes the runtime back to the versions before',
    QueryLanguage: 'JSONata',
    StartAt: 'read',
    TimeoutSeconds: 120,
    States: {
      read: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:lambda:getFunctionConfiguration',
        Arguments: { FunctionName: functionName },
        Assign: {
          canary: `{% $exists(${variables}.${BEFORE}) %}`,
          variables: `{% $exists(${variables}.${BEFORE}) ? $sift($merge([${variables}, ${restored}]), function($value, $name) { $name != "${BEFORE}" }) : {} %}`,
        },
        Next: 'canary',
      },
      canary: { Type: 'Choice', Choices: [{ Condition: '{% $canary %}', Next: 'update' }], Default: 'nothing' },
      update: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:lambda:updateFunctionConfiguration',
        Arguments: { FunctionName: functionName, Environment: { Variables: '{% $variables %}' } },
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 5, BackoffRate: 2 }],
        Output: {},
        End: true,
      },
      nothing: { Type: 'Succeed', Output: {} },
    },
  }
}
