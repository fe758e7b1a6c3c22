/** The shapes of Step Functions' requests, as its service model has them. */
import { Type } from 'typebox'
import { AwsError } from '../wire/aws-error.ts'
import { checker } from '../wire/check.ts'

const arn = Type.String({ minLength: 1, maxLength: 256 })
const definition = Type.String({ minLength: 1, maxLength: 1_048_576 })
const type = Type.Optional(Type.Enum(['STANDARD', 'EXPRESS']))
const includedData = Type.Optional(Type.Enum(['ALL_DATA', 'METADATA_ONLY']))
const settings = {
  loggingConfiguration: Type.Optional(
    Type.Object({
      level: Type.Optional(Type.Enum(['ALL', 'ERROR', 'FATAL', 'OFF'])),
      includeExecutionData: Type.Optional(Type.Boolean()),
      destinations: Type.Optional(Type.Array(Type.Unknown())),
    }),
  ),
  tracingConfiguration: Type.Optional(Type.Object({ enabled: Type.Optional(Type.Boolean()) })),
  encryptionConfiguration: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  publish: Type.Optional(Type.Boolean()),
  versionDescription: Type.Optional(Type.String({ maxLength: 256 })),
}

export const requests = {
  create: checker(
    Type.Object({
      name: Type.String(),
      definition,
      roleArn: arn,
      type,
      tags: Type.Optional(Type.Array(Type.Unknown())),
      ...settings,
    }),
  ),
  update: checker(
    Type.Object({ stateMachineArn: arn, definition: Type.Optional(definition), roleArn: Type.Optional(arn), ...settings }),
  ),
  describe: checker(Type.Object({ stateMachineArn: arn, includedData })),
  list: checker(
    Type.Object({
      maxResults: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
      nextToken: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
    }),
  ),
  remove: checker(Type.Object({ stateMachineArn: arn })),
  start: checker(
    Type.Object({
      stateMachineArn: arn,
      name: Type.Optional(Type.String()),
      input: Type.Optional(Type.String()),
      traceHeader: Type.Optional(Type.String({ maxLength: 256 })),
      includedData,
    }),
  ),
  validate: checker(
    Type.Object({
      definition,
      type,
      severity: Type.Optional(Type.Enum(['ERROR', 'WARNING'])),
      maxResults: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    }),
  ),
}
/** Characters AWS refuses in names of machines and executions. */
// oxlint-disable-next-line no-control-regex -- control characters are among them
const BAD_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/

/** A name of a machine or an execution. Throws InvalidName. */
export function goodName(given: string): string {
  if (given.length === 0 || given.length > 80 || BAD_IN_NAMES.test(given))
    throw new AwsError('InvalidName', `Invalid Name: '${given.slice(0, 100)}'`)
  return given
}
