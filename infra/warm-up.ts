/**
 * Bedrock compiles the grammar of a structured output at its first use and keeps it for a day. So that no caller waits
 * for that, a state machine asks every model once for every grammar: after a deployment, and twice a day.
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources'
import { Construct } from 'constructs'
import { createHash } from 'node:crypto'
import { ExpressMachine } from './express-machine.ts'
import type { GeneratedChain } from './generated.ts'
import { warmUpDefinition } from './grammars.ts'
import type { Grammar } from './grammars.ts'
import { arn, merged, permit } from './permissions.ts'

export interface WarmUpProps {
  readonly machineName: string
  /** At least one. */
  readonly grammars: readonly Grammar[]
  readonly chains: readonly GeneratedChain[]
  readonly substitutions: Readonly<Record<string, string>>
  /** Whether the schedule is on; the deployment warms in any case. */
  readonly scheduled: boolean
  readonly retentionDays: RetentionDays
}

export class WarmUp extends Construct {
  constructor(scope: Construct, id: string, props: WarmUpProps) {
    super(scope, id)
    const { machineName, grammars, chains, substitutions, scheduled, retentionDays } = props
    const definition = warmUpDefinition(grammars)
    const text = JSON.stringify(definition)
    const users = chains.filter(({ manifest }) => grammars.some(({ chains }) => chains.includes(manifest.name)))
    const { machine } = new ExpressMachine(this, 'Express', {
      machineName,
      description: 'Asks every model once for every grammar',
      definition,
      substitutions: Object.fromEntries(Object.entries(substitutions).filter(([name]) => text.includes(`\${${name}}`))),
      statements: merged(
        users
          .flatMap(({ manifest }) => manifest.iam.stateMachine)
          .filter(({ actions }) => actions.includes('bedrock:InvokeModel')),
      ),
      retentionDays,
      executionData: false,
    })
    new Schedule(this, 'Schedule', {
      description: 'Keeps the grammars of structured outputs compiled',
      schedule: ScheduleExpression.rate(Duration.hours(12)),
      enabled: scheduled,
      target: new StepFunctionsStartExecution(machine, { retryAttempts: 2 }),
    })
    this.#afterDeployment(machineName, machine, createHash('sha256').update(text).digest('hex').slice(0, 12))
  }

  /** Starts the machine when it is new, and whenever there are other grammars than before. */
  #afterDeployment(machineName: string, machine: StateMachine, version: string) {
    const role = new Role(this, 'StarterRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Starts the warming of grammars after a deployment',
    })
    const log = `/aws/lambda/${machineName}`
    const permissions = permit(this, 'StarterPermissions', role, [
      { actions: ['states:StartExecution'], resources: [arn('states', `stateMachine:${machineName}`)] },
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [arn('logs', `log-group:${log}:*`)],
        reason: 'A log stream is named by the instance of the function that writes it.',
      },
    ])
    const call = {
      service: 'SFN',
      action: 'startExecution',
      parameters: { stateMachineArn: machine.stateMachineArn, input: JSON.stringify({ grammars: version }) },
      physicalResourceId: PhysicalResourceId.of(`grammars-${version}`),
      outputPaths: ['executionArn'],
    }
    const starter = new AwsCustomResource(this, 'AfterDeployment', {
      resourceType: 'Custom::WarmGrammars',
      functionName: machineName,
      onCreate: call,
      onUpdate: call,
      role,
      installLatestAwsSdk: false,
      logGroup: new LogGroup(this, 'StarterLog', {
        logGroupName: log,
        retention: RetentionDays.ONE_WEEK,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    })
    starter.node.addDependency(machine, permissions)
  }
}
