/** Where spans go and which requests get them, by OpenTelemetry's own variables. */
import { SettingsError } from '../settings-error.ts'

export interface TracingSettings {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** What all spans say of this server. */
  readonly resource: Readonly<Record<string, string>>
  readonly sampler: TraceSampler
}

export interface TraceSampler {
  /** A caller whose request is part of a trace decides for its own. */
  readonly parentBased: boolean
  /** The share of the other traces, from 0 to 1. */
  readonly ratio: number
}

type Text = (name: string) => string | undefined

/** Undefined where no exporter is configured, or spans are switched off. */
export function readTracing(text: Text): TracingSettings | undefined {
  const address = addressOf(text)
  if (address === undefined || text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || exporterOf(text) === 'none')
    return undefined
  return {
    url: address,
    headers: { ...pairs(text, 'OTEL_EXPORTER_OTLP_HEADERS'), ...pairs(text, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS') },
    resource: resourceOf(text),
    sampler: samplerOf(text),
  }
}

function addressOf(text: Text): string | undefined {
  const own = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
  const common = 'OTEL_EXPORTER_OTLP_ENDPOINT'
  const [name, address] = text(own) === undefined ? [common, text(common)] : [own, text(own)]
  if (address === undefined) return undefined
  const { protocol } = URL.canParse(address) ? new URL(address) : { protocol: '' }
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new SettingsError(name, `is ${JSON.stringify(address)}; it must be a URL such as http://localhost:4318.`)
  return name === own ? address : `${address.replace(/\/$/, '')}/v1/traces`
}

function exporterOf(text: Text): 'otlp' | 'none' {
  const exporter = text('OTEL_TRACES_EXPORTER') ?? 'otlp'
  if (exporter !== 'otlp' && exporter !== 'none')
    throw new SettingsError('OTEL_TRACES_EXPORTER', `is ${JSON.stringify(exporter)}; it must be otlp or none.`)
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'])
    if (text(name) === 'grpc')
      throw new SettingsError(
        name,
        'is grpc; spans go over HTTP: set it to http/json, and the port to the collector’s, usually 4318.',
      )
  return exporter
}

function resourceOf(text: Text): Readonly<Record<string, string>> {
  const lambda = text('AWS_LAMBDA_FUNCTION_NAME')
  const region = text('AWS_REGION')
  return {
    'service.name': text('OTEL_SERVICE_NAME') ?? lambda ?? 'stepchain',
    ...(lambda === undefined
      ? {}
      : {
          'cloud.provider': 'aws',
          'cloud.platform': 'aws_lambda',
          ...(region === undefined ? {} : { 'cloud.region': region }),
          'faas.name': lambda,
          'faas.version': text('AWS_LAMBDA_FUNCTION_VERSION') ?? '$LATEST',
        }),
    ...pairs(text, 'OTEL_RESOURCE_ATTRIBUTES'),
    ...(text('OTEL_SERVICE_NAME') === undefined ? {} : { 'service.name': text('OTEL_SERVICE_NAME') as string }),
  }
}

function samplerOf(text: Text): TraceSampler {
  const name = text('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on'
  const [, parent, root] = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(name) ?? []
  if (root === undefined)
    throw new SettingsError(
      'OTEL_TRACES_SAMPLER',
      `is ${JSON.stringify(name)}; it must be always_on, always_off or traceidratio, or one of these with parentbased_ before it.`,
    )
  return { parentBased: parent !== undefined, ratio: root === 'always_on' ? 1 : root === 'always_off' ? 0 : ratioOf(text) }
}

function ratioOf(text: Text): number {
  const name = 'OTEL_TRACES_SAMPLER_ARG'
  const ratio = Number(text(name) ?? 1)
  if (!(ratio >= 0 && ratio <= 1)) throw new SettingsError(name, `is ${JSON.stringify(text(name))}; it must be from 0 to 1.`)
  return ratio
}

/** `name=value` with commas between, percent-encoded. */
function pairs(text: Text, name: string): Readonly<Record<string, string>> {
  const given = (text(name) ?? '').split(',').filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=')
      // What is wrong may be a secret: only where it is gets told.
      if (at < 1) throw new SettingsError(name, 'must be name=value, with commas between.')
      return [decoded(pair.slice(0, at), name), decoded(pair.slice(at + 1), name)]
    }),
  )
}

function decoded(text: string, name: string): string {
  try {
    return decodeURIComponent(text.trim())
  } catch {
    throw new SettingsError(name, 'is not well percent-encoded.')
  }
}
