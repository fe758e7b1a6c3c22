/** Serves tasks beyond Bedrock by functions of the user's, found by what the task calls. */
import { TaskFailure } from '../../engine/index.ts'
import { isObject, stringAt } from '../json.ts'
import type { Integration } from './error-names.ts'

export interface ServiceCall {
  readonly resource: string
  readonly stateMachine: string
  readonly state: string
  readonly attempt: number
  readonly signal: AbortSignal
}
export type Service = (given: unknown, call: ServiceCall) => unknown

/** Functions by resource in short, or for each name of what is called. */
export type ServiceTable = ReadonlyMap<string, Service | ReadonlyMap<string, Service>>

/** Where the functions are read from, again before each task that needs one. */
export interface ServiceModule {
  /** As the user knows it: `chains/local-services.ts`. */
  readonly file: string
  /** How a call that is missing there is added, for errors. */
  example(resource: string, name: string | undefined): string
  /** Null where there is no such file; rejects with an Error that says what is wrong with it. */
  read(): Promise<ServiceTable | null>
}

/** Arguments that name what is called, by service. */
const NAMED_BY: Readonly<Record<string, string>> = {
  dynamodb: 'TableName',
  lambda: 'FunctionName',
  sfn: 'StateMachineArn',
  states: 'StateMachineArn',
}

export const shortResource = ({ sdk, service, action }: Integration): string =>
  // the ARN of a function in place of a resource calls that function
  action === 'function' ? 'lambda:invoke' : `${sdk ? 'aws-sdk:' : ''}${service}:${action}`

/** `quote` of `arn:aws:lambda:us-east-1:1:function:quote:live`, of `quote:live` and of `${quote}`. */
export function calledName({ service, action }: Integration, resource: string, given: unknown): string | undefined {
  const said = action === 'function' ? resource : stringAt(given, NAMED_BY[service] ?? '')
  const inArn = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:function:|stateMachine:|table\/)(.+)$/.exec(said)
  const name = (inArn?.[1] ?? said).replace(/^\$\{(.+)\}$/, '$1')
  return name === '' ? undefined : service === 'lambda' ? name.split(':')[0] : name
}

/** The first place in `value` that JSON cannot hold; undefined where it can hold all. */
function notJson(value: unknown, path: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`
  if (Array.isArray(value)) return firstOf(value.map((item, index) => [`${path}[${index}]`, item] as const))
  if (typeof value !== 'object') return `${path} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`
  if ('toJSON' in value) return undefined
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype !== Object.prototype && prototype !== null) return `${path} is a ${prototype.constructor.name}`
  // a member that is undefined is left out, as everywhere in JSON
  return firstOf(Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[`${path}.${key}`, one] as const])))
}
const firstOf = (members: readonly (readonly [string, unknown])[]): string | undefined => {
  for (const [path, one] of members) {
    const found = notJson(one, path)
    if (found !== undefined) return found
  }
  return undefined
}

function problemOf(short: string, result: unknown): string | undefined {
  let problem: string | undefined
  try {
    problem = notJson(result, 'the result')
  } catch {
    return 'the result holds itself'
  }
  if (problem !== undefined) return problem
  if (short === 'lambda:invoke' && !(isObject(result) && 'Payload' in result))
    return 'the result has no Payload: what the function returns goes there'
  if (short === 'http:invoke' && !(isObject(result) && typeof result['StatusCode'] === 'number'))
    return 'the result has no StatusCode: it is { StatusCode, ResponseBody }'
  return undefined
}

/** What somebody's function threw, as the failure of its task; a Lambda function's cause is JSON, as Lambda makes it. */
function thrownFailure(short: string, thrown: unknown): TaskFailure {
  if (thrown instanceof TaskFailure) return thrown
  const [errorType, errorMessage] = thrown instanceof Error ? [thrown.name, thrown.message] : ['Error', String(thrown)]
  const cause = short === 'lambda:invoke' ? JSON.stringify({ errorType, errorMessage, trace: [] }) : errorMessage
  return new TaskFailure(errorType, cause)
}

/**
 * The result of the function that serves this call; undefined where there is none.
 * @throws TaskFailure what the function threw, or that its result is none that a task can have
 */
export async function serveByUser(
  table: ServiceTable,
  integration: Integration,
  given: unknown,
  call: ServiceCall,
  file: string,
): Promise<{ readonly result: unknown } | undefined> {
  const short = shortResource(integration)
  const name = calledName(integration, call.resource, given)
  const entry = table.get(short)
  const service = typeof entry === 'function' ? entry : entry?.get(name ?? '')
  if (!service) return undefined
  const isFunction = integration.action === 'function'
  let answer: unknown
  try {
    answer = await service(isFunction ? { FunctionName: name, Payload: given } : given, call)
  } catch (error) {
    throw thrownFailure(short, error)
  }
  const problem = problemOf(short, answer)
  if (problem !== undefined) {
    const which = typeof entry === 'function' || name === undefined ? short : `${short} of ${name}`
    throw new TaskFailure('LocalAws.BadResult', `${file}: ${which}: ${problem}. Return the JSON that the service would.`)
  }
  const result = JSON.parse(JSON.stringify(answer)) as Readonly<Record<string, unknown>>
  const status = result?.['StatusCode']
  if (short === 'http:invoke' && typeof status === 'number' && (status < 200 || status > 299))
    throw new TaskFailure(`States.Http.StatusCode.${status}`, JSON.stringify(result['ResponseBody'] ?? null))
  return { result: isFunction ? result['Payload'] : result }
}
