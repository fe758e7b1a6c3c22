/** A Task's Resource is one that Step Functions has. */
import { at } from '../machine.ts'
import { problem } from '../problem.ts'
import { resourceOf } from '../resources/resource.ts'
import type { Rule } from '../rule.ts'

export const resource: Rule = {
  name: 'resource',
  of: 'aws',
  *check({ states }) {
    for (const { type, fields, location } of states) {
      const text = fields['Resource']
      if (type !== 'Task' || typeof text !== 'string') continue
      const { kind } = resourceOf(text)
      const refused = (message: string) => problem('SCHEMA_VALIDATION_FAILED', message, at(location, 'Resource'))
      if (kind === 'no-arn') yield refused('Value is not a valid resource ARN')
      if (kind !== 'unknown') continue
      yield refused(
        `The resource provided ${text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      )
    }
  },
}
