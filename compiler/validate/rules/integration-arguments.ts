/** An optimized integration is given arguments, with the fields that it cannot do without. */
import { at, isFields } from '../machine.ts'
import { problem } from '../problem.ts'
import { REQUIRED_ARGUMENTS } from '../resources/optimized.ts'
import type { Rule } from '../rule.ts'

export const integrationArguments: Rule = {
  name: 'integration-arguments',
  of: 'aws',
  *check({ states }) {
    for (const { resource, fields, language, location } of states) {
      if (resource?.kind !== 'integration') continue
      const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
      const given = fields[field]
      if (given === undefined) {
        yield problem(
          'SCHEMA_VALIDATION_FAILED',
          `${field} field is required for resource ARN: ${String(fields['Resource'])}`,
          location,
        )
      }
      // A whole expression gives its fields only when it runs.
      if (!isFields(given)) continue
      for (const required of REQUIRED_ARGUMENTS[`${resource.service}:${resource.action}`] ?? []) {
        if (required in given || (language === 'JSONPath' && `${required}.$` in given)) continue
        yield problem('SCHEMA_VALIDATION_FAILED', `The field '${required}' is required but was missing`, at(location, field))
      }
    }
  },
}
