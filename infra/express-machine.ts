/** An Express state machine as all here are: a role with exactly the statements it is given, a log, traces. */
import { RemovalPolicy } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import type { Statement } from '../compiler/contract.ts'
import { allowPattern, permit } from './permissions.ts'

export interface ExpressMachineProps {
  readonly machineName: string
  readonly description: string
  readonly definition: Readonly<Record<string, unknown>>
  /** Deploy-time values, by the name that the definition has in `${…}`. */
  readonly substitutions?: Readonly<Record<string, string>>
  readonly statements: readonly Statement[]
  readonly retentionDays: RetentionDays
  /** Whether inputs and outputs of states are logged. */
  readonly executionData: boolean
}

export class ExpressMachine extends Construct {
  readonly machine: StateMachine

  constructor(scope: Construct, id: string, props: ExpressMachineProps) {
    super(scope, id)
    const { machineName, description, substitutions = {}, statements } = props
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `What the state machine ${machineName} may do`,
    })
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: machineName,
      stateMachineType: StateMachineType.EXPRESS,
      comment: description,
      definitionBody: DefinitionBody.fromString(JSON.stringify(props.definition)),
      ...(Object.keys(substitutions).length === 0 ? {} : { definitionSubstitutions: { ...substitutions } }),
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Log', {
          // With this prefix the account's policy for log delivery does not grow with every machine.
          logGroupName: `/aws/vendedlogs/states/${machineName}`,
          retention: props.retentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: props.executionData,
      },
    })
    // The CDK gives the role what these two need.
    allowPattern(role, '*', 'The actions of log delivery and of X-Ray have no resource level.')
    if (statements.length > 0) this.machine.node.addDependency(permit(this, 'Permissions', role, statements))
  }
}
