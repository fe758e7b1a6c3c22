/** An optimized integration is given arguments, with the fields that it cannot do without. */
import { at, isFields } from '../machine.ts'
import { problem } from '../problem.ts'
import { REQUIRED_ARGUMENTS } from '../resources/optimized.ts'
import { resourceOf } from '../resources/resource.ts'
import type { Rule } from '../rule.ts'

export const integrationArguments: Rule = {
  name: 'integration-arguments',
  of: 'aws',
  *check({ states }) {
    for (const { type, fields, language, location } of states) {
      const text = fields['Resource']
      if (type !== 'Task' || typeof text !== 'string') continue
      const called = resourceOf(text)
      if (called.kind !== 'integration') continue
      const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
      const given = fields[field]
      if (given === undefined) {
        yield problem('SCHEMA_VALIDATION_FAILED', `${field} field is required for resource ARN: ${text}`, location)
      }
      // A whole expression gives its fields only when it runs.
      if (!isFields(given)) continue
      for (const required of REQUIRED_ARGUMENTS[`${called.service}:${called.action}`] ?? []) {
        if (required in given || (language === 'JSONPath' && `${required}.$` in given)) continue
        yield problem('SCHEMA_VALIDATION_FAILED', `The field '${required}' is required but was missing`, at(location, field))
      }
    }
  },
}
