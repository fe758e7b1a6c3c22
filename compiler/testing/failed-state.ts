/** Where a run failed: the innermost state that nothing caught the failure of. */
import type { EngineEvent } from '../../runtime/engine/index.ts'

export type StateFailed = Extract<EngineEvent, { type: 'StateFailed' }>

const within = ({ within: places = [] }: StateFailed) => places

/** Whether `inner` failed right inside of `outer`, and made it fail. */
function isCause(inner: StateFailed, outer: StateFailed): boolean {
  const place = within(inner).at(-1)
  return (
    place?.state === outer.state &&
    within(inner).length === within(outer).length + 1 &&
    within(outer).every((one, index) => JSON.stringify(one) === JSON.stringify(within(inner)[index])) &&
    inner.error === outer.error &&
    inner.cause === outer.cause
  )
}

function innermost(failures: readonly StateFailed[], outer: StateFailed): StateFailed {
  const inner = failures.findLast((one) => isCause(one, outer))
  return inner ? innermost(failures, inner) : outer
}

/** The state that ended a failed run; undefined where the run did not fail, or was stopped from outside. */
export function failedState(events: readonly EngineEvent[]): StateFailed | undefined {
  const failures = events.filter((event) => event.type === 'StateFailed')
  const outermost = failures.findLast((event) => within(event).length === 0)
  return outermost && innermost(failures, outermost)
}
