/**
 * The fields of each state type in each query language, as JSON Schema. `both` is the same in the two languages;
 * a field of the other language is refused by name, so each list is also what the message about it is made of.
 */
import type { StateType } from '../machine.ts'

export type Schema = Readonly<Record<string, unknown>>
export type Properties = Readonly<Record<string, Schema>>
export interface StateSchema {
  readonly required?: readonly string[]
  /** Groups of fields of which exactly one must be there. */
  readonly exactlyOneOf?: readonly (readonly string[])[]
  /** Groups of fields of which at most one may be there. */
  readonly atMostOneOf?: readonly (readonly string[])[]
  readonly both: Properties
  readonly JSONata: Properties
  readonly JSONPath: Properties
}

/** The largest number of seconds Step Functions takes. */
const MOST_SECONDS = 99_999_999

const anything: Schema = {}
const text: Schema = { type: 'string' }
const flag: Schema = { type: 'boolean' }
const object: Schema = { type: 'object' }
const path: Schema = { type: 'string', format: 'json-path' }
const pathOrNull: Schema = { type: ['string', 'null'], format: 'json-path' }
const resultPath: Schema = { type: ['string', 'null'], format: 'result-path' }
const pathOrCall: Schema = { type: 'string', format: 'path-or-intrinsic' }
const count: Schema = { type: 'integer', minimum: 0 }
const seconds: Schema = { type: 'integer', minimum: 1, maximum: MOST_SECONDS }
/** The same, or an expression that gives it. */
const orExpression = (schema: Schema): Schema => ({ ...schema, type: [schema['type'], 'string'].flat(), format: 'expression' })
const percentage: Schema = { type: 'number', minimum: 0, maximum: 100 }
const references = (name: string): Schema => ({ $ref: `#/$defs/${name}` })
const listOf = (items: Schema, minItems = 0): Schema => ({ type: 'array', minItems, items })

const common: Properties = { Type: text, Comment: text, QueryLanguage: { type: 'string', enum: ['JSONPath', 'JSONata'] } }
const continuing: Properties = { Next: text, End: flag }
const failing = (language: string): Properties => ({ Catch: listOf(references(`catcher.${language}`)) })
const retried: Properties = { Retry: listOf(references('retrier')) }
const nextOrEnd = ['Next', 'End']
const throughPaths: Properties = { InputPath: pathOrNull, OutputPath: pathOrNull }

export const STATES: Readonly<Record<StateType, StateSchema>> = {
  Task: {
    required: ['Resource'],
    exactlyOneOf: [nextOrEnd],
    atMostOneOf: [
      ['TimeoutSeconds', 'TimeoutSecondsPath'],
      ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
    ],
    both: {
      ...common,
      ...continuing,
      ...retried,
      Resource: text,
      Assign: object,
      Credentials: { type: 'object', requires: 'RoleArn' },
    },
    JSONata: {
      ...failing('JSONata'),
      Arguments: anything,
      Output: anything,
      TimeoutSeconds: orExpression(seconds),
      HeartbeatSeconds: orExpression(seconds),
    },
    JSONPath: {
      ...failing('JSONPath'),
      ...throughPaths,
      Parameters: anything,
      ResultSelector: object,
      ResultPath: resultPath,
      TimeoutSeconds: seconds,
      HeartbeatSeconds: seconds,
      TimeoutSecondsPath: path,
      HeartbeatSecondsPath: path,
    },
  },
  Pass: {
    exactlyOneOf: [nextOrEnd],
    both: { ...common, ...continuing, Assign: object },
    JSONata: { Output: anything },
    JSONPath: { ...throughPaths, Parameters: anything, Result: anything, ResultPath: resultPath },
  },
  Choice: {
    required: ['Choices'],
    both: { ...common, Default: text, Assign: object },
    JSONata: { Output: anything, Choices: listOf(references('rule.JSONata'), 1) },
    JSONPath: { ...throughPaths, Choices: listOf(references('rule.JSONPath'), 1) },
  },
  Wait: {
    exactlyOneOf: [nextOrEnd, ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']],
    both: { ...common, ...continuing, Assign: object },
    JSONata: {
      Output: anything,
      Seconds: orExpression({ type: 'integer', minimum: 0, maximum: MOST_SECONDS }),
      Timestamp: { type: 'string', format: 'timestamp-or-expression' },
    },
    JSONPath: {
      ...throughPaths,
      Seconds: { type: 'integer', minimum: 0, maximum: MOST_SECONDS },
      Timestamp: { type: 'string', format: 'timestamp' },
      SecondsPath: path,
      TimestampPath: path,
    },
  },
  Succeed: { both: common, JSONata: { Output: anything }, JSONPath: throughPaths },
  Fail: {
    atMostOneOf: [
      ['Error', 'ErrorPath'],
      ['Cause', 'CausePath'],
    ],
    both: { ...common, Error: text, Cause: text },
    JSONata: {},
    JSONPath: { ErrorPath: pathOrCall, CausePath: pathOrCall },
  },
  Parallel: {
    required: ['Branches'],
    exactlyOneOf: [nextOrEnd],
    both: { ...common, ...continuing, ...retried, Assign: object, Branches: listOf(object, 1) },
    JSONata: { ...failing('JSONata'), Arguments: anything, Output: anything },
    JSONPath: {
      ...failing('JSONPath'),
      ...throughPaths,
      Parameters: anything,
      ResultSelector: object,
      ResultPath: resultPath,
    },
  },
  Map: {
    exactlyOneOf: [nextOrEnd, ['ItemProcessor', 'Iterator']],
    atMostOneOf: [
      ['MaxConcurrency', 'MaxConcurrencyPath'],
      ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
      ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
      ['ItemSelector', 'Parameters'],
    ],
    both: {
      ...common,
      ...continuing,
      ...retried,
      Assign: object,
      ItemProcessor: object,
      Iterator: object,
      Label: text,
      ItemBatcher: object,
    },
    JSONata: {
      ...failing('JSONata'),
      Output: anything,
      Items: { type: ['array', 'object', 'string'], format: 'expression' },
      ItemSelector: anything,
      ItemReader: references('reader.JSONata'),
      ResultWriter: references('writer.JSONata'),
      MaxConcurrency: orExpression(count),
      ToleratedFailureCount: orExpression(count),
      ToleratedFailurePercentage: orExpression(percentage),
    },
    JSONPath: {
      ...failing('JSONPath'),
      ...throughPaths,
      Parameters: anything,
      ResultSelector: object,
      ResultPath: resultPath,
      ItemsPath: path,
      ItemSelector: object,
      ItemReader: references('reader.JSONPath'),
      ResultWriter: references('writer.JSONPath'),
      MaxConcurrency: count,
      MaxConcurrencyPath: path,
      ToleratedFailureCount: count,
      ToleratedFailureCountPath: path,
      ToleratedFailurePercentage: percentage,
      ToleratedFailurePercentagePath: path,
    },
  },
}
