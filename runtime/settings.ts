/** The runtime's settings: every environment variable it reads, with its default and meaning, read once. */

import { DEADLINE_SECONDS } from '../compiler/reckoning.ts'
import type { JwtSettings } from './access/jwt.ts'
import type { KeysSettings } from './access/keys.ts'
import type { AwsEnvironment } from './aws.ts'
import { SettingsError } from './settings-error.ts'
import { checkArn, readTargets } from './targets.ts'
import type { Target } from './targets.ts'
import { readTracing } from './telemetry/tracing-settings.ts'
import type { TracingSettings } from './telemetry/tracing-settings.ts'

export interface Setting {
  readonly name: string
  readonly default: string
  readonly meaning: string
}

/** The table of `README.md` is written from this. */
export const SETTINGS: readonly Setting[] = [
  { name: 'AWS_LWA_PORT, PORT', default: '8080', meaning: 'Port to listen on; the first that is set counts.' },
  { name: 'HOST', default: '127.0.0.1', meaning: 'Address to listen on.' },
  {
    name: 'STATEMACHINE_STATE_MACHINE_ARN',
    default: 'none',
    meaning: 'State machine behind `POST /bedrock_claude_messages_api`.',
  },
  {
    name: 'STATE_MACHINE_ARNS',
    default: '{}',
    meaning: 'JSON: chain name → ARN, or → `[{ "arn", "weight" }]` to share requests out.',
  },
  { name: 'AUTH', default: 'iam', meaning: 'Who may call: `iam`, `jwt`, `keys` or `none`; see Access.' },
  {
    name: 'API_KEYS',
    default: 'none',
    meaning: 'For `AUTH=keys`: JSON from the name of a holder to the SHA-256 of the key, in hexadecimal.',
  },
  {
    name: 'API_KEYS_SECRET',
    default: 'none',
    meaning: 'Instead: a secret with that JSON, read through the AWS Parameters and Secrets extension.',
  },
  { name: 'JWT_ISSUER', default: 'none', meaning: 'For `AUTH=jwt`: the issuer, such as a Cognito user pool’s URL.' },
  { name: 'JWT_AUDIENCE', default: 'none', meaning: 'Audiences or client ids whose tokens are accepted, separated by commas.' },
  { name: 'JWT_JWKS_URI', default: 'as the issuer publishes', meaning: 'Where the issuer’s keys are.' },
  { name: 'CORS_ORIGINS', default: 'none', meaning: 'Origins whose pages may call, separated by commas.' },
  {
    name: 'METRICS_NAMESPACE',
    default: 'stepchain',
    meaning: 'CloudWatch namespace of the metrics in the log lines; empty: no metrics.',
  },
  {
    name: 'LOG_DETAILS',
    default: 'false',
    meaning: '`true`: other services’ error messages are logged, which may quote prompts and data.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: 'none',
    meaning:
      'Where an OpenTelemetry collector takes OTLP over HTTP, such as `http://localhost:4318`; `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` names the address for spans itself. Without, there are no spans.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    default: 'none',
    meaning:
      'Headers for the collector, `name=value` with commas between; `…_TIMEOUT`, `…_COMPRESSION` and `…_CERTIFICATE` count, too.',
  },
  {
    name: 'OTEL_SERVICE_NAME',
    default: 'stepchain',
    meaning: 'What spans call this server; in Lambda the function’s name. `OTEL_RESOURCE_ATTRIBUTES` adds to it.',
  },
  {
    name: 'OTEL_TRACES_SAMPLER',
    default: 'parentbased_always_on',
    meaning: 'Which requests get spans, by OpenTelemetry’s names; `OTEL_TRACES_SAMPLER_ARG` is the ratio of `traceidratio`.',
  },
  {
    name: 'OTEL_SDK_DISABLED',
    default: 'false',
    meaning: '`true`: no spans, whatever else is set; so does `OTEL_TRACES_EXPORTER=none`.',
  },
  {
    name: 'AGENTCORE_CHAIN',
    default: 'none',
    meaning: 'For Bedrock AgentCore: the chain behind `POST /invocations`; `GET /ping` is there too.',
  },
  {
    name: 'PLAYGROUND',
    default: 'false',
    meaning: '`true`: a page at `/` to try the chains on; see The playground. `npm start` sets it.',
  },
  { name: 'MAX_BODY_BYTES', default: '4194304', meaning: 'Largest request body.' },
  {
    name: 'REQUEST_TIMEOUT_SECONDS',
    default: String(DEADLINE_SECONDS),
    meaning: 'Time for a whole answer. In Lambda the function’s own deadline counts if it is sooner.',
  },
  { name: 'MODEL_IDLE_SECONDS', default: '60', meaning: 'A model that is silent for so long has failed.' },
  {
    name: 'GuardrailId',
    default: 'none',
    meaning:
      'The id of the guardrail of a chain whose answer has `guardrail: { id: "GuardrailId" }`; required then, and so for any other name there.',
  },
]

export type Auth = { readonly mode: 'iam' | 'none' } | KeysSettings | JwtSettings

export interface Settings {
  readonly host: string
  readonly port: number
  readonly seedArn: string | undefined
  readonly targets: ReadonlyMap<string, readonly Target[]>
  readonly auth: Auth
  readonly corsOrigins: readonly string[]
  readonly metricsNamespace: string
  readonly logDetails: boolean
  /** Undefined: there are no spans. */
  readonly tracing: TracingSettings | undefined
  readonly agentCoreChain: string | undefined
  readonly playground: boolean
  readonly maxBodyBytes: number
  readonly requestTimeoutMs: number
  readonly modelIdleMs: number
  readonly inLambda: boolean
  readonly aws: AwsEnvironment
}

export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const text = (name: string) => {
    const value = environment[name]?.trim()
    return value === undefined || value === '' ? undefined : value
  }
  const whole = (name: string, fallback: number, least: number, most: number) => {
    const value = text(name)
    if (value === undefined) return fallback
    const number = Number(value)
    if (!Number.isInteger(number) || number < least || number > most)
      throw new SettingsError(name, `is ${JSON.stringify(value)}; it must be a whole number from ${least} to ${most}.`)
    return number
  }
  const list = (name: string) =>
    (text(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  const settings: Settings = {
    host: text('HOST') ?? '127.0.0.1',
    port: text('AWS_LWA_PORT') === undefined ? whole('PORT', 8080, 0, 65_535) : whole('AWS_LWA_PORT', 8080, 0, 65_535),
    seedArn: text('STATEMACHINE_STATE_MACHINE_ARN'),
    targets: readTargets(text('STATE_MACHINE_ARNS') ?? '{}'),
    auth: readAuth(text, list),
    corsOrigins: list('CORS_ORIGINS').map(checkOrigin),
    metricsNamespace: environment.METRICS_NAMESPACE?.trim() ?? 'stepchain',
    logDetails: text('LOG_DETAILS') === 'true',
    tracing: readTracing(text),
    agentCoreChain: text('AGENTCORE_CHAIN'),
    playground: text('PLAYGROUND') === 'true',
    maxBodyBytes: whole('MAX_BODY_BYTES', 4 * 1024 * 1024, 1024, 100 * 1024 * 1024),
    requestTimeoutMs: whole('REQUEST_TIMEOUT_SECONDS', DEADLINE_SECONDS, 1, 86_400) * 1000,
    modelIdleMs: whole('MODEL_IDLE_SECONDS', 60, 1, 3600) * 1000,
    inLambda: text('AWS_LAMBDA_FUNCTION_NAME') !== undefined,
    aws: {
      region: text('AWS_REGION') ?? text('AWS_DEFAULT_REGION'),
      credentials: text('AWS_PROFILE') === undefined ? keysOf(text) : undefined,
      workflowsEndpoint: text('AWS_ENDPOINT_URL_SFN') ?? text('AWS_ENDPOINT_URL'),
      modelEndpoint: text('AWS_ENDPOINT_URL_BEDROCK_RUNTIME') ?? text('AWS_ENDPOINT_URL'),
    },
  }
  if (settings.seedArn !== undefined) checkArn('STATEMACHINE_STATE_MACHINE_ARN', settings.seedArn)
  checkAccess(settings)
  return settings
}

function readAuth(text: (name: string) => string | undefined, list: (name: string) => readonly string[]): Auth {
  const mode = text('AUTH') ?? 'iam'
  switch (mode) {
    case 'iam':
    case 'none':
      return { mode }
    case 'keys':
      return {
        mode,
        hashes: text('API_KEYS'),
        secret: text('API_KEYS_SECRET'),
        extension: { port: Number(text('PARAMETERS_SECRETS_EXTENSION_HTTP_PORT') ?? 2773), token: text('AWS_SESSION_TOKEN') },
      }
    case 'jwt':
      return { mode, issuer: text('JWT_ISSUER'), audience: list('JWT_AUDIENCE'), jwksUri: text('JWT_JWKS_URI') }
    default:
      throw new SettingsError('AUTH', `is ${JSON.stringify(mode)}; it must be iam, jwt, keys or none.`)
  }
}

function checkOrigin(origin: string): string {
  if (origin !== '*' && !/^https?:\/\/[a-z0-9.-]+(:\d+)?$/i.test(origin))
    throw new SettingsError(
      'CORS_ORIGINS',
      `has ${JSON.stringify(origin)}; an origin is a scheme, a host and perhaps a port, such as https://example.com.`,
    )
  return origin
}

function keysOf(text: (name: string) => string | undefined): AwsEnvironment['credentials'] {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    text('AWS_ACCESS_KEY_ID'),
    text('AWS_SECRET_ACCESS_KEY'),
    text('AWS_SESSION_TOKEN'),
  ]
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/

/** The address of this machine's own AWS, where there is one. */
export function localEndpoint({ aws: { workflowsEndpoint } }: Settings): string | undefined {
  if (workflowsEndpoint === undefined || !URL.canParse(workflowsEndpoint)) return undefined
  return LOOPBACK.test(new URL(workflowsEndpoint).hostname) ? workflowsEndpoint.replace(/\/$/, '') : undefined
}

/** `iam` means that the platform checks callers: Lambda does, and on loopback there is nobody else. */
function checkAccess({ auth, host, inLambda }: Settings) {
  if (auth.mode === 'iam' && !inLambda && !LOOPBACK.test(host))
    throw new SettingsError(
      'AUTH',
      `is iam and HOST is ${host}: outside Lambda nothing would check callers there. Set HOST=127.0.0.1, or AUTH to jwt, keys or none.`,
    )
}
