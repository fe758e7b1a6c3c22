/** Which error names a retrier or catcher can list. */
import { at, fieldsOf, listOf, type StateView } from '../machine.ts'
import { problem } from '../problem.ts'
import type { Rule } from '../rule.ts'

const EVERYTHING = 'States.ALL'
/** Names that Step Functions itself reports, but for the statuses of HTTP tasks. */
export const PREDEFINED_ERRORS: ReadonlySet<string> = new Set(
  (
    'ALL Timeout HeartbeatTimeout TaskFailed Permissions QueryEvaluationError BranchFailed NoChoiceMatched ' +
    'ExceedToleratedFailureThreshold ItemReaderFailed ResultWriterFailed DataLimitExceeded Runtime Http.Socket ' +
    'ResultPathMatchFailure ParameterPathFailure IntrinsicFailure'
  )
    .split(' ')
    .map((name) => `States.${name}`),
)
/** An HTTP task fails with the status it was answered. */
const HTTP_STATUS = /^States\.Http\.StatusCode\.[1-5][0-9][0-9]$/

export const isPredefinedError = (name: string): boolean => PREDEFINED_ERRORS.has(name) || HTTP_STATUS.test(name)

interface Listed {
  readonly names: readonly unknown[]
  readonly location: () => string
  readonly isLast: boolean
}
function* listedIn(states: readonly StateView[]): Generator<Listed> {
  for (const { fields, location } of states) {
    for (const field of ['Retry', 'Catch']) {
      const entries = listOf(fields[field])
      for (let index = 0; index < entries.length; index++) {
        const names = listOf(fieldsOf(entries[index])['ErrorEquals'])
        const here = () => at(at(at(location, field), index), 'ErrorEquals')
        yield { names, location: here, isLast: index === entries.length - 1 }
      }
    }
  }
}

/** `States.ALL` stands alone, in the last retrier or catcher: what came after it would never match. */
export const catchAll: Rule = {
  name: 'catch-all',
  of: 'aws',
  *check({ states }) {
    for (const { names, location, isLast } of listedIn(states)) {
      if (!names.includes(EVERYTHING) || (isLast && names.length === 1)) continue
      yield problem('SCHEMA_VALIDATION_FAILED', 'States.ALL must appear alone and at end of list', location())
    }
  },
}

/** A name that starts with `States.` is one of the predefined ones: another never matches. */
export const predefinedErrors: Rule = {
  name: 'predefined-errors',
  of: 'compiled',
  *check({ states }) {
    for (const { names, location } of listedIn(states)) {
      for (const [index, name] of names.entries()) {
        if (typeof name !== 'string' || !name.startsWith('States.') || isPredefinedError(name)) continue
        const message = `There is no error "${name}". Names that start with "States." are Step Functions' own; correct it or choose another.`
        yield problem('UNKNOWN_ERROR_NAME', message, at(location(), index))
      }
    }
  },
}
