/** AWS for the command line: clients of the environment's region, credentials and endpoints, and what their errors mean. */
import { NodeHttpHandler } from '@smithy/node-http-handler'

export interface AwsSettings {
  readonly region?: string
  readonly maxAttempts: number
  readonly requestHandler: NodeHttpHandler
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  readonly endpoint?: string
}

/** The settings of a client for `service`, in the spelling its endpoint's variable has. */
export function awsSettings(environment: NodeJS.ProcessEnv, region: string | undefined, service: string): AwsSettings {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`] || environment['AWS_ENDPOINT_URL']
  return {
    ...(region === undefined ? {} : { region }),
    maxAttempts: 1,
    // HTTP/1.1, which local stand-ins speak, too
    requestHandler: new NodeHttpHandler({ connectionTimeout: 4000, requestTimeout: 20_000 }),
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
      : {}),
    ...(endpoint ? { endpoint } : {}),
  }
}

export type Refusal =
  | { readonly kind: 'credentials'; readonly text: string }
  /** There is no way to AWS from here. */
  | { readonly kind: 'offline'; readonly text: string }
  /** AWS answered. */
  | { readonly kind: 'refused'; readonly name: string; readonly text: string }

const NETWORK = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT'])

const members = (error: unknown) =>
  typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>) : {}

export function refusalOf(error: unknown): Refusal {
  const { name, message, code } = members(error)
  const text = String(message ?? error)
  const isOffline = (NETWORK.has(String(code)) || name === 'TimeoutError') && name !== 'CredentialsProviderError'
  if (isOffline) return { kind: 'offline', text: `AWS cannot be reached from here (${String(code ?? name)}).` }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return { kind: 'credentials', text: 'No credentials were found.' }
  if (/Expired|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature/.test(String(name)))
    return { kind: 'credentials', text: `AWS does not take these credentials (${String(name)}).` }
  return { kind: 'refused', name: String(name), text }
}
