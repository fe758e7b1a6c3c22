/** Serves the tasks of an execution: what the role may not do is denied, what is scripted is answered, the stand-ins do the rest. */
import { TaskFailure } from '../../engine/index.ts'
import type { Clock, RunTask } from '../../engine/index.ts'
import type { Answers } from '../control/answers.ts'
import { errorOf } from '../control/faults.ts'
import type { Faults } from '../control/faults.ts'
import type { Permissions } from '../control/permissions.ts'
import type { Folder } from '../knowledge/folder.ts'
import type { Model } from '../model/model.ts'
import { roleArn } from '../place.ts'
import type { Place } from '../place.ts'
import { AwsError } from '../wire/aws-error.ts'
import { accessOf } from './access.ts'
import { serveBedrock, wrapText } from './bedrock.ts'
import { integrationOf, taskFailure } from './error-names.ts'

export interface TaskServices {
  readonly place: Place
  readonly clock: Clock
  readonly uuid: () => string
  readonly model: Model
  readonly folder: Folder
  readonly answers: Answers
  readonly faults: Faults
  readonly permissions: Permissions
  /** This server's own address, for the error that says what to add. */
  url(): string
}

const noStandIn = (resource: string, stateMachine: string, state: string, url: string) =>
  new TaskFailure(
    'LocalAws.NoStandIn',
    `Local AWS has no stand-in for ${resource}. Script what the state "${state}" is answered: ` +
      `curl -X PUT ${url}/_local/answers -d '${JSON.stringify({ stateMachine, answers: { [state]: [{ return: {} }] } })}'`,
  )

const denied = (action: string, resources: readonly (readonly string[])[], place: Place) =>
  new AwsError(
    'AccessDeniedException',
    `User: ${roleArn(place).replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/local is not authorized to perform: ${action} on resource: ${resources
      .map(([resource]) => resource)
      .join(', ')} because no identity-based policy allows the ${action} action`,
  )

/** The one who serves the tasks of `stateMachine`. */
export function taskRunner(stateMachine: string, services: TaskServices): RunTask {
  const { place, clock, uuid, answers, faults, permissions } = services
  return async ({ resource, arguments: given, state, signal }) => {
    const integration = integrationOf(resource)
    const name = `${integration.service}:${integration.action}`
    try {
      const access = accessOf(integration, resource, given, place)
      if (!permissions.allows(stateMachine, access)) throw denied(access.action, access.resources, place)
      for (const fault of faults.meeting('task', { operation: name, state })) {
        if (fault.kind === 'throttle' || fault.kind === 'fail') throw errorOf(fault)
        if (fault.kind === 'delay') await clock.sleep(fault.ms, signal)
        // A stall without end lasts as long as the task may.
        if (fault.kind === 'stall') await clock.sleep(fault.ms ?? 2 ** 52, signal)
      }
      const scripted = answers.next(stateMachine, state)
      if (scripted) {
        if ('throw' in scripted) throw new TaskFailure(scripted.throw.error, scripted.throw.cause)
        return 'text' in scripted ? wrapText(name, scripted.text, given, uuid) : scripted.return
      }
      const result = await serveBedrock(name, given, { model: services.model, folder: services.folder, uuid, signal })
      if (result !== undefined) return result
    } catch (error) {
      throw taskFailure(integration, error, uuid())
    }
    throw noStandIn(resource, stateMachine, state, services.url())
  }
}
