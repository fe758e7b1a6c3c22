/** Says in one sentence what is wrong with a value, naming the field as the caller wrote it. */
import type { Failure } from '../failure.ts'
import { invalidField } from '../failure.ts'
import type { SchemaError, Validator } from '../validators.ts'

/** The value if it has the form; else a failure that names the field at fault. `within` names what the value is part of. */
export function checkedBy<T>(validator: Validator<T>, value: unknown, within = ''): T {
  if (validator(value)) return value
  throw explain(validator.errors ?? [], within)
}

export function explain(errors: readonly SchemaError[], within = ''): Failure {
  // Where a value may have several forms, every form complains: the deepest complaint is about the form that was meant.
  const deepest = Math.max(...errors.map(depth))
  const there = errors.filter((error) => depth(error) === deepest)
  const first = there.find(({ keyword }) => keyword !== 'anyOf')
  if (first === undefined) return invalidField(within, 'is not valid')
  const field = fieldName(within, first.instancePath)
  if (first.keyword === 'required') return invalidField(join(field, String(first.params.missingProperty)), 'is required')
  if (first.keyword === 'additionalProperties')
    return invalidField(join(field, String(first.params.additionalProperty)), 'is not known here')
  const types = there.filter(({ keyword }) => keyword === 'type').map(({ params }) => String(params.type))
  if (first.keyword === 'type') return invalidField(field, `must be ${withArticle(types)}`)
  const constants = there.filter(({ keyword }) => keyword === 'const').map(({ params }) => JSON.stringify(params.allowedValue))
  if (first.keyword === 'const') return invalidField(field, `must be ${[...new Set(constants)].join(' or ')}`)
  return invalidField(field, saying(first))
}

/** What a rule asks for, in words. */
function saying({ keyword, params }: SchemaError): string {
  const limit = String(params.limit)
  switch (keyword) {
    case 'enum':
      return `must be one of ${(params.allowedValues as readonly unknown[]).map((value) => JSON.stringify(value)).join(', ')}`
    case 'minimum':
      return `must be at least ${limit}`
    case 'maximum':
      return `must be at most ${limit}`
    case 'exclusiveMinimum':
      return `must be more than ${limit}`
    case 'exclusiveMaximum':
      return `must be less than ${limit}`
    case 'multipleOf':
      return `must be a multiple of ${String(params.multipleOf)}`
    case 'minItems':
      return `must have at least ${limit} ${limit === '1' ? 'item' : 'items'}`
    case 'maxItems':
      return `must have at most ${limit} items`
    case 'minLength':
      return limit === '1' ? 'must not be empty' : `must have at least ${limit} characters`
    case 'maxLength':
      return `must have at most ${limit} characters`
    case 'pattern':
      return 'is not of the form that is expected here'
    default:
      return 'is not valid'
  }
}

const depth = ({ instancePath }: SchemaError) => instancePath.split('/').length

const withArticle = (types: readonly string[]) =>
  [...new Set(types)].map((type) => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`).join(' or ')

const join = (field: string, name: string) => (field === '' ? name : `${field}.${name}`)

/** `/messages/0/role` as `messages[0].role`, cut where a caller's own long key would be echoed. */
function fieldName(within: string, pointer: string): string {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~').slice(0, 64))
  return steps.reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : join(path, step)), within)
}
