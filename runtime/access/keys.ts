/** `AUTH=keys`: bearer keys of which only hashes are known here, so that what leaks from here opens nothing. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { unauthorized } from '../failure.ts'
import { SettingsError } from '../settings-error.ts'
import { bearerToken } from './bearer.ts'
import type { Access } from './access.ts'

export interface KeysSettings {
  readonly mode: 'keys'
  /** JSON: name of the holder → SHA-256 of the key in hexadecimal. */
  readonly hashes: string | undefined
  /** Or a secret with that JSON in it, read through the AWS Parameters and Secrets extension. */
  readonly secret: string | undefined
  readonly extension: { readonly port: number; readonly token: string | undefined }
}

export async function bearerKeys(settings: KeysSettings, get: typeof fetch): Promise<Access> {
  const holders = readHashes(settings.hashes ?? (await fromSecret(settings, get)))
  return async (request) => {
    const hash = createHash('sha256').update(bearerToken(request)).digest()
    const holder = holders.find((one) => timingSafeEqual(one.hash, hash))
    if (holder === undefined) throw unauthorized('This key is not known here.')
    return holder.name
  }
}

function readHashes(json: string) {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    value = undefined
  }
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
  if (entries.length === 0 || !entries.every(([, hash]) => typeof hash === 'string' && /^[0-9a-f]{64}$/i.test(hash)))
    throw new SettingsError(
      'API_KEYS',
      'must be JSON from the name of a holder to the SHA-256 of the key in hexadecimal, at least one.',
    )
  return entries.map(([name, hash]) => ({ name, hash: Buffer.from(String(hash), 'hex') }))
}

async function fromSecret({ secret, extension }: KeysSettings, get: typeof fetch): Promise<string> {
  if (secret === undefined) throw new SettingsError('API_KEYS', 'or API_KEYS_SECRET is needed with AUTH=keys.')
  try {
    const response = await get(`http://localhost:${extension.port}/secretsmanager/get?secretId=${encodeURIComponent(secret)}`, {
      headers: { 'x-aws-parameters-secrets-token': extension.token ?? '' },
      signal: AbortSignal.timeout(5000),
    })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return String(((await response.json()) as { SecretString?: unknown }).SecretString)
  } catch (error) {
    throw new SettingsError(
      'API_KEYS_SECRET',
      `could not be read through the Parameters and Secrets extension (${(error as Error).message}).`,
    )
  }
}
