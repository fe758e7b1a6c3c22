/** An Express machine waits for nothing outside itself: no jobs, callbacks, activities or Distributed Map. */
import { at } from '../machine.ts'
import { problem } from '../problem.ts'
import { resourceOf } from '../resources/resource.ts'
import type { Rule } from '../rule.ts'

export const express: Rule = {
  name: 'express',
  of: 'aws',
  *check({ scopes }, { type = 'STANDARD' }) {
    if (type !== 'EXPRESS') return
    const refused = (message: string, location: string) => problem('SCHEMA_VALIDATION_FAILED', message, location)
    for (const scope of scopes) {
      if (scope.distributed) {
        const message = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"
        yield refused(message, at(at(scope.location, 'ProcessorConfig'), 'Mode'))
      }
      for (const { type, fields, location } of scope.states) {
        const text = fields['Resource']
        if (type !== 'Task' || typeof text !== 'string') continue
        const found = resourceOf(text)
        if (found.kind === 'activity')
          yield refused('Express state machine does not support Activity ARN', at(location, 'Resource'))
        if (!('pattern' in found) || found.pattern === undefined) continue
        const pattern = found.pattern === 'sync:2' ? 'sync' : found.pattern
        yield refused(`Express state machine does not support '.${pattern}' service integration`, at(location, 'Resource'))
      }
    }
  },
}
