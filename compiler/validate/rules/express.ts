/** An Express machine waits for nothing outside itself: no jobs, callbacks, activities or Distributed Map. */
import { at } from '../machine.ts'
import { problem } from '../problem.ts'
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
      for (const { resource, location } of scope.states) {
        if (!resource) continue
        if (resource.kind === 'activity')
          yield refused('Express state machine does not support Activity ARN', at(location, 'Resource'))
        if (!('pattern' in resource) || resource.pattern === undefined) continue
        const pattern = resource.pattern === 'sync:2' ? 'sync' : resource.pattern
        yield refused(`Express state machine does not support '.${pattern}' service integration`, at(location, 'Resource'))
      }
    }
  },
}
