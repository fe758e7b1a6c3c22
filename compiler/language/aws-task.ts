/** A call of any AWS service, through Step Functions' SDK integrations. */
import { transientSdkErrors } from '../error-names.ts'
import type { Permission } from '../tree.ts'
import type { TSchema } from './schema.ts'
import { declared, serviceStep } from './service-task.ts'
import type { ResultOf, ResultOption } from './service-task.ts'
import type { Step } from './step.ts'
import type { TaskOptions } from './task.ts'

export interface AwsTaskOptions<S> extends TaskOptions<ResultOf<S>>, ResultOption<S> {
  /** As in the resource `aws-sdk:SERVICE:ACTION`: `s3`, `bedrockagentruntime`. */
  readonly service: string
  /** Such as `getObject`. */
  readonly action: string
  /** Members are PascalCase, whatever the service's own API says; any part may be a reference. */
  readonly arguments: object
  /** ARNs of what is called, with `${Name}` for substitutions and `${AWS::Region}` and the like. */
  readonly resources: readonly string[]
  /** Why a resource is `*`, where the action has no narrower one. */
  readonly reason?: string
  /** IAM actions, where they are not `service:Action`. */
  readonly actions?: readonly string[]
}

/** Services that IAM knows by another name. */
const IAM_NAMES: Readonly<Record<string, string>> = {
  bedrockagent: 'bedrock',
  bedrockagentruntime: 'bedrock',
  bedrockruntime: 'bedrock',
  cloudwatchlogs: 'logs',
  cognitoidentityprovider: 'cognito-idp',
  comprehendmedical: 'comprehendmedical',
  eventbridge: 'events',
  opensearch: 'es',
  rdsdata: 'rds-data',
  redshiftdata: 'redshift-data',
  sagemakerruntime: 'sagemaker',
  sesv2: 'ses',
  sfn: 'states',
}

const iamAction = (service: string, action: string) =>
  `${IAM_NAMES[service] ?? service}:${action.charAt(0).toUpperCase()}${action.slice(1)}`

/**
 * Calls any action of any AWS service and gives its result, checked against `result`; members of results are PascalCase too.
 * Throttling and the service's faults are retried. `substitution('Name')` is a deploy-time value.
 * @example
 * step('archive', awsTask({
 *   service: 's3', action: 'putObject', resources: ['arn:${AWS::Partition}:s3:::${ArchiveBucket}/*'],
 *   arguments: { Bucket: substitution('ArchiveBucket'), Key: session, Body: draft.text },
 * }))
 */
export const awsTask = <S extends TSchema | undefined = undefined>(task: AwsTaskOptions<S>): Step<ResultOf<S>> =>
  serviceStep('awsTask', task, () => {
    const { service, action, resources, reason, actions = [iamAction(service, action)] } = task
    const permission: Permission = { actions, resources, ...(reason === undefined ? {} : { reason }) }
    return {
      service: `${service}:${action}`,
      resource: `arn:aws:states:::aws-sdk:${service}:${action}`,
      arguments: task.arguments,
      gives: declared(task.result, '$states.result'),
      transient: transientSdkErrors(service),
      timeout: 30,
      permissions: [permission],
    }
  })
