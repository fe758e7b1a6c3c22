/** What IAM would say to a chain's tasks: told by a test, before it is told by a deployed chain. */
import { permissionBook } from '../../runtime/local/control/permissions.ts'
import { placeOf } from '../../runtime/local/place.ts'
import { accessOf } from '../../runtime/local/tasks/access.ts'
import { integrationOf, taskFailure } from '../../runtime/local/tasks/error-names.ts'
import type { Manifest } from '../contract.ts'
import type { ScriptedAnswer } from './answers.ts'
import type { RunRequest } from './play.ts'

const PLACE = placeOf({})
const REQUEST_ID = '00000000-0000-4000-8000-000000000000'

/** How a task fails that the statements of the manifest do not allow; undefined for one that they allow. */
export function denials({ name, iam }: Manifest): (request: RunRequest) => ScriptedAnswer | undefined {
  const book = permissionBook(PLACE)
  book.put({ stateMachine: name, statements: iam.stateMachine }, () => {})
  return ({ resource, arguments: given }) => {
    const integration = integrationOf(resource)
    try {
      // of a call whose resource is not known here neither is it certain what IAM calls it
      const known = accessOf(integration, resource, given, PLACE, name).filter(({ resources }) => resources !== null)
      book.check({ stateMachine: name }, () => known)
      return undefined
    } catch (refused) {
      const { error, causeText: cause = '' } = taskFailure(integration, refused, REQUEST_ID)
      return { throw: { error, cause } }
    }
  }
}
