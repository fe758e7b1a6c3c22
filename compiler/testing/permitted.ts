/** What IAM would say to a chain's tasks: told by a test, before it is told by a deployed chain. */
import { permissionBook } from '../../runtime/local/control/permissions.ts'
import { placeOf } from '../../runtime/local/place.ts'
import { accessOf } from '../../runtime/local/tasks/access.ts'
import { integrationOf, taskFailure } from '../../runtime/local/tasks/error-names.ts'
import type { Manifest } from '../contract.ts'
import { ID } from './play.ts'
import type { RunRequest } from './play.ts'

const PLACE = placeOf({})

/** Throws the failure of a task that the statements of the manifest do not allow. */
export function permissionsOf({ name, iam }: Manifest): (request: RunRequest) => void {
  const book = permissionBook(PLACE)
  book.put({ stateMachine: name, statements: iam.stateMachine }, () => {})
  return ({ resource, arguments: given }) => {
    const integration = integrationOf(resource)
    try {
      // of a call whose resource is not known here neither is it certain what IAM calls it
      const known = accessOf(integration, resource, given, PLACE, name).filter(({ resources }) => resources !== null)
      book.check({ stateMachine: name }, () => known)
    } catch (refused) {
      throw taskFailure(integration, refused, ID)
    }
  }
}
