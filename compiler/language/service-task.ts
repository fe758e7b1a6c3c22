/** What calls of AWS services have in common: typed results, and deploy-time names of what they call. */
import type { Origin, Permission, Schema, ServiceTask } from '../tree.ts'
import type { Infer, TSchema } from './schema.ts'
import { describeStep } from './step.ts'
import type { Building, Step } from './step.ts'
import { catchesOf, effortOf } from './task.ts'
import type { TaskOptions } from './task.ts'
import { call, substitution, toExpression } from './value.ts'
import { asSchema } from './schema.ts'

/** What a task gives that nobody reads. */
const NOTHING: Schema = { type: 'null' }

export interface ResultOption<S> {
  /** Schema of the result, checked in the workflow; without it the step gives null. */
  readonly result?: S
}
/** What a task with `result: S` gives. */
export type ResultOf<S> = [S] extends [TSchema] ? Infer<S> : null

interface ServiceCall {
  readonly service: string
  readonly resource: string
  readonly arguments: unknown
  /** Schema of what it gives, and JSONata that reads it from `$states.result`; null: it gives nothing. */
  readonly gives: {
    readonly schema: Schema
    readonly code: ServiceTask['output']
    readonly isChecked?: true
    /** Schema of what the service gives, where a catch may give more than that. */
    readonly own?: Schema
  } | null
  readonly keyName?: string
  readonly transient: readonly string[]
  /** Seconds. */
  readonly timeout: number
  /** 1 where a second call would do harm. */
  readonly attempts?: number
  readonly permissions: readonly Permission[]
}

/** The step for a call of a service. */
export function serviceStep<Out>(kind: string, task: TaskOptions<Out>, describe: () => ServiceCall): Step<Out> {
  return describeStep(kind, task, (building: Building, at: Origin): ServiceTask => {
    const { gives, timeout, attempts = 3, ...rest } = describe()
    return {
      kind: 'task',
      at,
      ...rest,
      arguments: toExpression(rest.arguments),
      schema: gives?.schema ?? NOTHING,
      output: gives?.code ?? 'null',
      ...(gives?.isChecked ? { promised: gives.schema } : {}),
      ...(gives?.own ? { own: gives.own } : {}),
      usual: { attempts, timeout },
      ...effortOf(task),
      catches: catchesOf(task.catch, building),
    }
  })
}

/** Types whose values a service may give as JSON in a text. */
const IN_JSON = new Set<unknown>(['object', 'array', 'number', 'integer', 'boolean'])

/** A result with a declared schema. A text that should be something else is JSON that nobody has read yet. */
export function declared(schema: TSchema | undefined, code: string): ServiceCall['gives'] {
  if (!schema) return null
  const own = asSchema(schema)
  const read = IN_JSON.has(own['type']) ? `$type(${code}) = "string" ? $parse(${code}) : ${code}` : code
  return { schema: own, code: read, isChecked: true }
}

const HERE = 'arn:${AWS::Partition}'
const ACCOUNT = '${AWS::Region}:${AWS::AccountId}'

/**
 * ARN of what a substitution names: one whose own name ends in `Arn` holds an ARN, any other holds the name.
 * @param prefix what comes between the account and the name, such as `dynamodb:…:table/`
 */
export const arnOf = (name: string, service: string, prefix: string): string =>
  /arn$/i.test(name) ? `\${${name}}` : `${HERE}:${service}:${ACCOUNT}:${prefix}\${${name}}`

/** ARN of something of this account and region. */
export const ownArn = (service: string, rest: string): string => `${HERE}:${service}:${ACCOUNT}:${rest}`

export { call, substitution }
