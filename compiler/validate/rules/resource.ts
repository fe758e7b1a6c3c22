/** A Task's Resource is one that Step Functions has. */
import { at } from '../machine.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

export const resource: Rule = {
  name: 'resource',
  of: 'aws',
  *check({ states }) {
    for (const { resource, fields, location } of states) {
      if (!resource) continue
      const { kind } = resource
      const refused = (message: string) => problem('SCHEMA_VALIDATION_FAILED', message, at(location, 'Resource'))
      if (kind === 'no-arn') yield refused('Value is not a valid resource ARN')
      if (kind !== 'unknown') continue
      yield refused(
        `The resource provided ${String(fields['Resource'])} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      )
    }
  },
}
