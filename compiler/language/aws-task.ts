/** A call of any AWS service, through Step Functions' SDK integrations. */
import { transientSdkErrors } from '../error-names.ts'
import { iamAction } from '../iam-names.ts'
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
  /** Why a resource is a pattern, such as `*` where the action has no narrower one. */
  readonly reason?: string
  /** IAM actions, where it is another than the call's own. */
  readonly actions?: readonly string[]
  /** What the call needs besides: of the services that it calls itself, in the workflow's name. */
  readonly permissions?: readonly Permission[]
}

/**
 * Calls any action of any AWS service and gives its result, checked against `result`; members of results are PascalCase too.
 * Throttling and the service's faults are retried. `substitution('Name')` is a deploy-time value.
 * @example
 * step('archive', awsTask({
 *   service: 's3', action: 'putObject', resources: ['arn:${AWS::Partition}:s3:::${ArchiveBucket}/*'], reason: 'A file for each session.',
 *   arguments: { Bucket: substitution('ArchiveBucket'), Key: session, Body: draft.text },
 * }))
 */
export const awsTask = <S extends TSchema | undefined = undefined>(task: AwsTaskOptions<S>): Step<ResultOf<S>> =>
  serviceStep('awsTask', task, () => {
    const { service, action, resources, reason, permissions = [] } = task
    // what stands behind a dot is no part of the action: that an Express workflow cannot wait is told elsewhere
    const { actions = [iamAction(service, action.replace(/\..*$/, ''))] } = task
    const own: Permission = { actions, resources, ...(reason === undefined ? {} : { reason }) }
    return {
      service: `${service}:${action}`,
      resource: `arn:aws:states:::aws-sdk:${service}:${action}`,
      arguments: task.arguments,
      gives: declared(task.result, '$states.result'),
      transient: transientSdkErrors(service),
      timeout: 30,
      permissions: [own, ...permissions],
    }
  })
