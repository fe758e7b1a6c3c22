/**
 * What a deployment may choose (`-c NAME=VALUE`), read once and checked. What differs between accounts and is only known
 * there (a knowledge base's id, an issuer) is a parameter of the stack instead.
 */
import { RetentionDays } from 'aws-cdk-lib/aws-logs'

export interface Options {
  readonly stackName: string
  readonly frontDoor: FrontDoor
  readonly auth: Auth
  readonly canary: Canary
  /** Percentage of a chain's requests that run on a machine whose log holds prompts and answers. */
  readonly debugSample: number
  /** Whether structured-output grammars are kept warm by a schedule. */
  readonly warmUp: boolean
  readonly retentionDays: RetentionDays
  /** Chain behind the sample's route, if there is one of this name. */
  readonly seedChain: string
  readonly alarms: AlarmLimits
}

export type FrontDoor = 'url' | 'cloudfront' | 'api'
export type Auth = 'iam' | 'jwt' | 'keys'

/** How requests are shared between the new version of a chain and the one before. */
export interface Canary {
  /** Who shares them: the runtime by version ARNs, or an alias of the state machine. */
  readonly by: 'weights' | 'alias'
  /** Percentage for the new version; 100: all at once. */
  readonly percent: number
  /** How long an alias stays at that percentage. */
  readonly minutes: number
  /** For `weights`: the ARN of the version that serves now, by chain. */
  readonly previous: Readonly<Record<string, string>>
}

export interface AlarmLimits {
  /** ARN of an SNS topic that is told. */
  readonly topic: string | undefined
  readonly firstByteSeconds: number
  readonly errorPercent: number
  readonly abortPercent: number
  readonly usdPerHour: number
  readonly outputTokensPerHour: number
}

/** Something in the call or the folders that must be mended before there can be a template. */
export class OptionsError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'OptionsError'
  }
}

/** What CloudWatch Logs can keep, without "for ever". */
const RETENTIONS = Object.values(RetentionDays).filter((days) => typeof days === 'number' && days !== RetentionDays.INFINITE)

type Name = (typeof OPTION_NAMES)[number]
/** The names that `-c` takes. */
export const OPTION_NAMES = [
  'stackName',
  'frontDoor',
  'auth',
  'canary',
  'canaryPercent',
  'canaryMinutes',
  'previous',
  'debugSample',
  'warmUp',
  'retentionDays',
  'seedChain',
  'alarmTopic',
  'firstByteSeconds',
  'errorPercent',
  'abortPercent',
  'usdPerHour',
  'outputTokensPerHour',
] as const

/** `context` is all there is; names with a colon or a slash in them are the CDK's own. */
export function readOptions(context: Readonly<Record<string, unknown>>): Options {
  const unknown = Object.keys(context).find((name) => /^[A-Za-z]+$/.test(name) && !OPTION_NAMES.some((known) => known === name))
  if (unknown !== undefined)
    throw new OptionsError(`-c ${unknown}: there is no such option. Options: ${OPTION_NAMES.join(', ')}.`)
  const get = (name: Name) => context[name]
  const text = (name: Name): string | undefined => {
    const value = get(name)
    return value === undefined || value === '' ? undefined : typeof value === 'string' ? value : JSON.stringify(value)
  }
  const oneOf = <Choice extends string>(name: Name, choices: readonly [Choice, ...Choice[]]): Choice => {
    const value = text(name) ?? choices[0]
    const chosen = choices.find((choice) => choice === value)
    if (chosen === undefined) throw new OptionsError(`-c ${name}=${value}: it must be ${listed(choices)}.`)
    return chosen
  }
  const number = (name: Name, fallback: number, least: number, most: number): number => {
    const value = Number(text(name) ?? fallback)
    if (!(value >= least && value <= most))
      throw new OptionsError(`-c ${name}=${text(name)}: it must be a number from ${least} to ${most}.`)
    return value
  }
  const stackName = text('stackName') ?? 'stepchain'
  if (!/^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(stackName))
    throw new OptionsError(`-c stackName=${stackName}: letters, digits and dashes, at most 40, a letter first.`)
  const days = number('retentionDays', 30, 1, 3653)
  // oxlint-disable-next-line typescript/no-unsafe-enum-comparison -- a number that a person wrote is looked up here
  const retentionDays = RETENTIONS.find((known) => known === days)
  if (retentionDays === undefined)
    throw new OptionsError(`-c retentionDays=${days}: CloudWatch Logs knows ${RETENTIONS.join(', ')}.`)
  const frontDoor = oneOf('frontDoor', ['url', 'cloudfront', 'api'])
  const auth = oneOf('auth', ['iam', 'jwt', 'keys'])
  if (frontDoor === 'cloudfront' && auth === 'iam')
    throw new OptionsError(
      '-c frontDoor=cloudfront needs -c auth=jwt or -c auth=keys: CloudFront signs for itself, so with auth=iam everybody could call.',
    )
  const canary = readCanary({
    by: oneOf('canary', ['weights', 'alias']),
    percent: number('canaryPercent', 100, 1, 100),
    minutes: number('canaryMinutes', 10, 1, 2100),
    previous: text('previous') ?? '{}',
  })
  return {
    stackName,
    frontDoor,
    auth,
    canary,
    debugSample: number('debugSample', 0, 0, 100),
    warmUp: oneOf('warmUp', ['on', 'off']) === 'on',
    retentionDays,
    seedChain: text('seedChain') ?? 'rag',
    alarms: {
      topic: text('alarmTopic'),
      firstByteSeconds: number('firstByteSeconds', 20, 0.1, 900),
      errorPercent: number('errorPercent', 5, 0.1, 100),
      abortPercent: number('abortPercent', 20, 0.1, 100),
      usdPerHour: number('usdPerHour', 5, 0.01, 1_000_000),
      outputTokensPerHour: number('outputTokensPerHour', 1_000_000, 1, 1e12),
    },
  }
}

const listed = (choices: readonly string[]) => `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`

const VERSION_ARN = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[A-Za-z0-9_.-]+:\d+$/

function readCanary({ previous: json, ...canary }: Omit<Canary, 'previous'> & { readonly previous: string }): Canary {
  let previous: unknown
  try {
    previous = JSON.parse(json)
  } catch {
    previous = undefined
  }
  const arns = typeof previous === 'object' && previous !== null ? Object.values(previous) : [undefined]
  if (!arns.every((arn) => typeof arn === 'string' && VERSION_ARN.test(arn)))
    throw new OptionsError(`-c previous=${json}: it must be JSON from the name of a chain to the ARN of a version.`)
  return { ...canary, previous: previous as Record<string, string> }
}
