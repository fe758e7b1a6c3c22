/**
 * Serves the tasks of an execution: what the role may not do is denied, what is scripted is answered, then the user's
 * own services are asked, and the stand-ins do the rest.
 */
import { TaskFailure } from '../../engine/index.ts'
import type { Clock, RunTask } from '../../engine/index.ts'
import type { Answers } from '../control/answers.ts'
import { errorOf } from '../control/faults.ts'
import type { Faults } from '../control/faults.ts'
import type { Permissions } from '../control/permissions.ts'
import type { Folder } from '../knowledge/folder.ts'
import type { Model } from '../model/model.ts'
import { outside } from '../outside.ts'
import type { Place } from '../place.ts'
import { accessOf } from './access.ts'
import { serveBedrock, wrapText } from './bedrock.ts'
import { integrationOf, taskFailure } from './error-names.ts'
import type { Integration } from './error-names.ts'
import { calledName, serveByUser, shortResource } from './services.ts'
import type { ServiceCall, ServiceModule } from './services.ts'

export interface TaskServices {
  readonly place: Place
  readonly clock: Clock
  readonly uuid: () => string
  readonly model: Model
  readonly folder: Folder
  readonly answers: Answers
  readonly faults: Faults
  readonly permissions: Permissions
  /** What serves the tasks that have no stand-in. */
  readonly services: ServiceModule | undefined
  /** This server's own address, for the error that says what to add. */
  url(): string
}

/** That nothing serves this call, and exactly what to add. */
function noStandIn(integration: Integration, given: unknown, call: ServiceCall, problem: string, services: TaskServices) {
  const { resource, stateMachine, state } = call
  const module = services.services
  const example = module?.example(shortResource(integration), calledName(integration, resource, given))
  const script =
    `cript what the state "${state}" is answered: ` +
    `curl -X PUT ${services.url()}/_local/answers -d '${JSON.stringify({ stateMachine, answers: { [state]: [{ return: {} }] } })}'`
  const remedy = module ? `Serve it in ${module.file}: ${example}. Or s${script}` : `S${script}`
  return new TaskFailure('LocalAws.NoStandIn', `Local AWS has no stand-in for ${resource}. ${problem}${remedy}`)
}

/** The one who serves the tasks of `stateMachine`. */
export function taskRunner(stateMachine: string, services: TaskServices): RunTask {
  const { place, clock, uuid, answers, faults, permissions } = services
  return async ({ resource, arguments: given, state, attempt, signal }) => {
    const call = { resource, stateMachine, state, attempt, signal }
    let problem = ''
    const integration = integrationOf(resource)
    const name = `${integration.service}:${integration.action}`
    try {
      permissions.check({ stateMachine }, () => accessOf(integration, resource, given, place, stateMachine))
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
      const module = services.services
      const served = await outside(clock, async () => {
        const table = await module?.read().catch((error: unknown) => {
          problem = `${(error as Error).message} `
        })
        return table ? serveByUser(table, integration, given, call, module?.file ?? '') : undefined
      })
      if (served) return served.result
      const result = await serveBedrock(name, given, { model: services.model, folder: services.folder, uuid, signal })
      if (result !== undefined) return result
    } catch (error) {
      throw taskFailure(integration, error, uuid())
    }
    throw noStandIn(integration, given, call, problem, services)
  }
}
