/** In a JSONPath template a key that ends in `.$` has a path or an intrinsic call, and does not say the same as another key. */
import { at, fieldsOf, isFields, listOf, type StateView } from '../machine.ts'
import { isPathOrIntrinsic } from '../paths.ts'
import { problem, type AslProblem } from '../problem.ts'
import type { Rule } from '../rule.ts'

const TEMPLATES = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign', 'Credentials']

export const payloadTemplates: Rule = {
  name: 'payload-templates',
  of: 'aws',
  *check({ states }) {
    for (const state of states) if (state.language === 'JSONPath' && state.type) yield* templatesOf(state)
  },
}

function* templatesOf({ fields, location }: StateView): Generator<AslProblem> {
  for (const field of TEMPLATES) yield* refusedIn(fields[field], at(location, field))
  for (const field of ['Choices', 'Catch']) {
    for (const [index, entry] of listOf(fields[field]).entries()) {
      yield* refusedIn(fieldsOf(entry)['Assign'], at(at(at(location, field), index), 'Assign'))
    }
  }
}

function* refusedIn(value: unknown, location: string): Generator<AslProblem> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* refusedIn(item, at(location, index))
  } else if (isFields(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (!key.endsWith('.$')) {
        yield* refusedIn(item, at(location, key))
        continue
      }
      if (typeof item !== 'string' || !isPathOrIntrinsic(item)) {
        const message = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`
        yield problem('SCHEMA_VALIDATION_FAILED', message, location)
      }
      if (key.slice(0, -2) in value) {
        const message = `The fields '${key}' and '${key.slice(0, -2)}' would both become '${key.slice(0, -2)}'. Remove one.`
        yield problem('SCHEMA_VALIDATION_FAILED', message, at(location, key))
      }
    }
  }
}
