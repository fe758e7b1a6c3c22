/** Runs one definition of the schema over a value and words what it finds as Step Functions does. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { codeOf } from '../expressions.ts'
import { at, fieldsOf, type Fields, type Language } from '../machine.ts'
import { isJsonPath, isPathOrIntrinsic, isResultPath } from '../paths.ts'
import { problem, type AslProblem } from '../problem.ts'
import { ASL_SCHEMA } from './schema.ts'

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/
const isTimestamp = (text: string): boolean => RFC3339.test(text) && !Number.isNaN(Date.parse(text))

/** A format: what holds, and what Step Functions says where it does not. */
const FORMATS: Readonly<Record<string, readonly [holds: (text: string) => boolean, otherwise: string]>> = {
  expression: [(text) => codeOf(text) !== undefined, 'JSONata string must start with {% and end with %}'],
  timestamp: [isTimestamp, 'String does not match RFC3339 timestamp'],
  'timestamp-or-expression': [
    (text) => codeOf(text) !== undefined || isTimestamp(text),
    'String does not match RFC3339 timestamp',
  ],
  'json-path': [isJsonPath, 'Value must be a valid JSONPath.'],
  'path-or-intrinsic': [isPathOrIntrinsic, 'Value must be a valid JSONPath or a valid intrinsic function call.'],
  'result-path': [isResultPath, 'Value is not a Reference Path'],
  'choice-variable': [isJsonPath, "Value is not a Reference Path: Reference path didn't start with '$'"],
  'item-reader': [
    (text) => /^arn:[^:]+:states:::s3:(?:getObject|listObjectsV2)$/.test(text),
    "The field 'Resource' does not match any of the allowed values",
  ],
  'result-writer': [
    (text) => /^arn:[^:]+:states:::s3:putObject$/.test(text),
    "The field 'Resource' does not match any of the allowed values",
  ],
}

/** `End: false` says nothing. */
const isGiven = (fields: Fields, field: string): boolean => field in fields && !(field === 'End' && fields[field] === false)
const givenOf = (fields: Fields, group: readonly string[]): readonly string[] => group.filter((field) => isGiven(fields, field))

function compile(): Ajv2020 {
  // That the schema is one is tested; asking it again would take longer than most definitions, and so would making faster code of it.
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
    validateSchema: false,
    code: { optimize: false },
  })
  for (const [name, [holds]] of Object.entries(FORMATS)) ajv.addFormat(name, holds)
  ajv.addKeyword({
    keyword: 'exactlyOneOf',
    type: 'object',
    validate: (groups: readonly (readonly string[])[], fields: Fields) =>
      groups.every((group) => givenOf(fields, group).length === 1),
  })
  ajv.addKeyword({
    keyword: 'atMostOneOf',
    type: 'object',
    validate: (groups: readonly (readonly string[])[], fields: Fields) =>
      groups.every((group) => givenOf(fields, group).length <= 1),
  })
  ajv.addKeyword({
    keyword: 'requires',
    type: 'object',
    validate: (field: string, fields: Fields) => field in fields || `${field}.$` in fields,
  })
  ajv.addKeyword({ keyword: 'otherLanguage' })
  return ajv.addSchema(ASL_SCHEMA)
}

/** Compiled when first used: a process that never validates does not pay for it. */
let compiled: Ajv2020 | undefined
const validators = new Map<string, ValidateFunction>()

function validatorOf(definition: string): ValidateFunction {
  const known = validators.get(definition)
  if (known) return known
  compiled ??= compile()
  const made = compiled.getSchema(`asl#/$defs/${definition}`) as ValidateFunction
  validators.set(definition, made)
  return made
}

export function checkAgainst(definition: string, value: unknown, location: string): readonly AslProblem[] {
  const validate = validatorOf(definition)
  if (validate(value)) return []
  const errors = validate.errors ?? []
  return errors.flatMap((error) => worded(error, errors, locate(value, error.instancePath, location)))
}

/** ajv's JSON pointer as a location. */
function locate(value: unknown, pointer: string, location: string): string {
  let inner = value
  let found = location
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = at(found, Array.isArray(inner) ? Number(key) : key)
    inner = Array.isArray(inner) ? inner[Number(key)] : fieldsOf(inner)[key]
  }
  return found
}

function worded(error: ErrorObject, all: readonly ErrorObject[], location: string): readonly AslProblem[] {
  const found = (...messages: readonly string[]): readonly AslProblem[] =>
    messages.map((message) => problem('SCHEMA_VALIDATION_FAILED', message, location))
  const fields = fieldsOf(error.data)
  const limit: unknown = error.schema
  switch (error.keyword) {
    case 'required': {
      const missing = all.filter(({ keyword, instancePath }) => keyword === 'required' && instancePath === error.instancePath)
      if (missing[0] !== error) return []
      return found(
        `These fields are required: [${missing.map((one) => (one.params as { missingProperty: string }).missingProperty).join(', ')}]`,
      )
    }
    case 'requires':
      return found(`The field '${String(limit)}' is required but was missing`)
    case 'additionalProperties':
      return found(unsupported((error.params as { additionalProperty: string }).additionalProperty, error.parentSchema))
    case 'type':
      return found(`Expected value of type [${[limit].flat().join(', ').toUpperCase()}]`)
    case 'enum':
      if (all.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === error.instancePath)) return []
      return found(`Value should be one of the following: [${(limit as readonly string[]).join(', ')}]`)
    case 'minItems':
    case 'minProperties':
      return found('Value cannot be empty')
    case 'minimum':
      return found(`Minimum value is ${String(limit)}`)
    case 'maximum':
      return found(`Maximum value is ${String(limit)}`)
    case 'format':
      return found(FORMATS[String(limit)]?.[1] ?? 'Value is malformed')
    case 'exactlyOneOf':
    case 'atMostOneOf':
      return found(
        ...(limit as readonly (readonly string[])[]).flatMap((group) => {
          const given = givenOf(fields, group).length
          if (given > 1) return [`There should only be one of the following fields: [${group.join(', ')}]`]
          if (given === 1 || error.keyword === 'atMostOneOf') return []
          return [`This object should have only one of the following fields: [${group.join(', ')}]`]
        }),
      )
    default: // `if` only repeats what its `then` has said
      return []
  }
}

function unsupported(field: string, schema: unknown): string {
  const otherLanguage = fieldsOf(fieldsOf(schema)['otherLanguage']) as { language?: Language; fields?: readonly string[] }
  if (!otherLanguage.language || !otherLanguage.fields?.includes(field)) return `Field '${field}' is not supported`
  const own: Language = otherLanguage.language === 'JSONata' ? 'JSONPath' : 'JSONata'
  return `The QueryLanguage is set to '${own}', but field '${field}' is only supported for the '${otherLanguage.language}' QueryLanguage`
}

export const isAboutTheOtherLanguage = ({ message }: AslProblem): boolean => message.startsWith('The QueryLanguage is set to')
