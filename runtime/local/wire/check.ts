/** Checks a request's shape and words what is wrong with it as AWS does. */
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { serializationException, validationException } from './aws-error.ts'
import type { AwsError } from './aws-error.ts'

interface Problem {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

const dotted = (pointer: string) => pointer.slice(1).replaceAll('/', '.')
const param = (problem: Problem, name: string) => (problem.params as Record<string, unknown>)[name]
const limit = (problem: Problem) => Number(param(problem, 'limit'))

/** The constraint a value failed, in the words of AWS's services; undefined where the value has the wrong type altogether. */
function constraint(problem: Problem, value: unknown): string | undefined {
  const at = `Value${typeof value === 'string' && value.length <= 80 ? ` '${value}'` : ''} at '${dotted(problem.instancePath)}' failed to satisfy constraint`
  switch (problem.keyword) {
    case 'required':
      return (param(problem, 'requiredProperties') as string[])
        .map(
          (name) =>
            `Value at '${dotted(`${problem.instancePath}/${name}`)}' failed to satisfy constraint: Member must not be null`,
        )
        .join('; ')
    case 'minLength':
      return `${at}: Member must have length greater than or equal to ${limit(problem)}`
    case 'maxLength':
      return `${at}: Member must have length less than or equal to ${limit(problem)}`
    case 'minItems':
      return `${at}: Member must have length greater than or equal to ${limit(problem)}`
    case 'maxItems':
      return `${at}: Member must have length less than or equal to ${limit(problem)}`
    case 'minimum':
      return `${at}: Member must have value greater than or equal to ${limit(problem)}`
    case 'maximum':
      return `${at}: Member must have value less than or equal to ${limit(problem)}`
    case 'pattern':
      return `${at}: Member must satisfy regular expression pattern: ${String(param(problem, 'pattern'))}`
    case 'enum':
      return `${at}: Member must satisfy enum value set: [${(param(problem, 'allowedValues') as unknown[]).join(', ')}]`
    default:
      return undefined
  }
}

const valueAt = (value: unknown, pointer: string): unknown => {
  let found = value
  for (const key of pointer.split('/').slice(1)) found = (found as Record<string, unknown> | undefined)?.[key]
  return found
}

function refusal(problems: readonly Problem[], value: unknown): AwsError {
  const wrongType = problems.find((problem) => problem.keyword === 'type')
  if (wrongType) {
    const expected = param(wrongType, 'type')
    return serializationException(
      `Unexpected value at '${dotted(wrongType.instancePath)}': expected ${Array.isArray(expected) ? expected.join(' or ') : String(expected)}`,
    )
  }
  const told = problems.map(
    (problem) =>
      constraint(problem, valueAt(value, problem.instancePath)) ??
      `Value at '${dotted(problem.instancePath)}' ${problem.message}`,
  )
  return validationException(`${told.length} validation error${told.length === 1 ? '' : 's'} detected: ${told.join('; ')}`)
}

/** A checker of requests: gives the value typed, or throws the AWS error that says what is wrong with it. */
export function checker<Schema extends TSchema>(schema: Schema): (value: unknown) => Static<Schema> {
  const compiled = Compile(schema)
  return (value) => {
    if (compiled.Check(value)) return value
    throw refusal(compiled.Errors(value), value)
  }
}

/** Parses a request's body; an empty body is an empty object. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch (error) {
    throw serializationException(`The request's body is not JSON: ${(error as Error).message}`)
  }
}
