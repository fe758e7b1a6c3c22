/** Who may call, by each of the four ways, and what a browser is told. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import type { Jwks } from 'aws-jwt-verify/jwk'
import { describe, expect, test } from 'vitest'
import { accessFor } from '../../runtime/access/access.ts'
import { platformCaller } from '../../runtime/access/iam.ts'
import { jsonWebTokens } from '../../runtime/access/jwt.ts'
import type { JwtSettings } from '../../runtime/access/jwt.ts'
import { bearerKeys } from '../../runtime/access/keys.ts'
import { readSettings } from '../../runtime/settings.ts'
import { askJson, open } from './support/ask.ts'
import { manifestOf, startTestRuntime } from './support/runtime.ts'

const requestWith = (headers: Record<string, string>) =>
  ({ headers }) as unknown as Parameters<Awaited<ReturnType<typeof accessFor>>>[0]
const bearer = (token: string) => requestWith({ authorization: `Bearer ${token}` })
const sha = (key: string) => createHash('sha256').update(key).digest('hex')
const outcome = (promise: Promise<unknown>) =>
  promise.catch((error: { code?: string; message: string }) => error.code ?? error.message)

describe('keys', () => {
  const settings = {
    mode: 'keys',
    hashes: JSON.stringify({ shop: sha('sk-one'), desk: sha('sk-two') }),
    secret: undefined,
    extension: { port: 2773, token: 't' },
  } as const

  test('name their holder, and no other key opens', async () => {
    const access = await bearerKeys(settings, fetch)
    expect(
      await Promise.all([access(bearer('sk-two')), outcome(access(bearer('sk-three'))), outcome(access(requestWith({})))]),
    ).toEqual(['desk', 'unauthorized', 'unauthorized'])
  })

  test('may be in a secret', async () => {
    const asked: unknown[] = []
    const get = (async (url: string, { headers }: { headers: object }) => {
      asked.push(url, headers)
      return Response.json({ SecretString: JSON.stringify({ shop: sha('sk-one') }) })
    }) as typeof fetch
    const access = await bearerKeys({ ...settings, hashes: undefined, secret: 'my/keys' }, get)
    expect([await access(bearer('sk-one')), asked]).toEqual([
      'shop',
      ['http://localhost:2773/secretsmanager/get?secretId=my%2Fkeys', { 'x-aws-parameters-secrets-token': 't' }],
    ])
  })

  test.each<[string, object, string]>([
    ['no keys', { hashes: undefined }, 'API_KEYS or API_KEYS_SECRET is needed with AUTH=keys.'],
    [
      'keys that are not hashed',
      { hashes: '{"shop":"sk-one"}' },
      'API_KEYS must be JSON from the name of a holder to the SHA-256 of the key in hexadecimal, at least one.',
    ],
    [
      'an empty list',
      { hashes: '{}' },
      'API_KEYS must be JSON from the name of a holder to the SHA-256 of the key in hexadecimal, at least one.',
    ],
  ])('%s keep the runtime from starting', async (_, change, message) =>
    expect(await outcome(bearerKeys({ ...settings, ...change }, fetch))).toBe(message),
  )
})

describe('jwt', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const issuer = 'https://issuer.example'
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] } as unknown as Jwks
  const settings: JwtSettings = { mode: 'jwt', issuer, audience: ['app', 'other'], jwksUri: undefined, jwks }
  const now = Math.floor(Date.now() / 1000)
  const token = (claims: object, key = privateKey, header: object = { alg: 'RS256', kid: 'k' }) => {
    const text = [header, { iss: issuer, sub: 'u1', aud: 'app', exp: now + 60, ...claims }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }
  const access = jsonWebTokens(settings)

  test.each<[string, string, unknown]>([
    ['of the issuer, for this audience', token({}), 'u1'],
    ['of Cognito for a client', token({ aud: undefined, client_id: 'other' }), 'u1'],
    ['for another audience', token({ aud: 'else' }), 'unauthorized'],
    ['for no audience', token({ aud: undefined }), 'unauthorized'],
    ['that has expired', token({ exp: now - 60 }), 'unauthorized'],
    ['of another issuer', token({ iss: 'https://else.example' }), 'unauthorized'],
    ['that a stranger signed', token({}, stranger), 'unauthorized'],
    [
      'that nobody signed',
      `${token({}, privateKey, { alg: 'none', kid: 'k' }).split('.').slice(0, 2).join('.')}.`,
      'unauthorized',
    ],
    ['that is none', 'x', 'unauthorized'],
  ])('a token %s', async (_, text, expected) => expect(await outcome(access(bearer(text)))).toBe(expected))

  test.each<[object, string]>([
    [{ issuer: undefined }, 'JWT_ISSUER must be the URL of the issuer with AUTH=jwt.'],
    [{ issuer: 'x' }, 'JWT_ISSUER must be the URL of the issuer with AUTH=jwt.'],
    [
      { issuer: 'http://issuer.example', jwks: undefined },
      'JWT_ISSUER must begin with https://: the keys of the issuer are fetched from there.',
    ],
    [
      { jwksUri: 'http://issuer.example/keys', jwks: undefined },
      'JWT_JWKS_URI must begin with https://: the keys of the issuer are fetched from there.',
    ],
    [{ audience: [] }, 'JWT_AUDIENCE is needed with AUTH=jwt: else tokens made for any other application would do.'],
  ])('settings that do not suffice keep the runtime from starting: %j', (change, message) =>
    expect(() => jsonWebTokens({ ...settings, ...change })).toThrow(message),
  )
})

describe('iam', () => {
  const context = (value: unknown) => requestWith({ 'x-amzn-request-context': JSON.stringify(value) })
  test.each<[unknown, string | undefined]>([
    [{ authorizer: { iam: { userId: 'AIDA1', userArn: 'arn:…' } } }, 'AIDA1'],
    [{ identity: { user: 'AROA1:session' } }, 'AROA1:session'],
    [{ authorizer: {} }, undefined],
    ['', undefined],
  ])('in Lambda the platform says who calls: %j', (value, expected) => expect(platformCaller(context(value))).toBe(expected))

  test('elsewhere nobody is believed', async () => {
    const access = await accessFor(readSettings({}))
    expect(await access(context({ authorizer: { iam: { userId: 'AIDA1' } } }))).toBeUndefined()
  })
})

describe('over the wire', () => {
  const environment = { AUTH: 'keys', API_KEYS: JSON.stringify({ shop: sha('sk-one') }), CORS_ORIGINS: 'https://a.example' }
  const manifests = [manifestOf('rag', { reads: ['question', 'caller'] })]
  const body = { messages: [{ role: 'user', content: 'Why?' }], session: 's' }

  test('the caller reaches the workflow, and nothing is spent on a stranger', async () => {
    const runtime = await startTestRuntime({ manifests, environment })
    const ask = (headers: Record<string, string>) =>
      askJson(`${runtime.url}/chains/rag`, {
        body,
        headers: { accept: 'application/json', 'x-request-id': 'test-request', ...headers },
      })
    const stranger = await ask({})
    const spent = runtime.aws.calls.length
    const { status } = await ask({ authorization: 'Bearer sk-one' })
    const health = await askJson(`${runtime.url}/healthz`, { method: 'GET' })
    const listing = await askJson(`${runtime.url}/openapi.json`, { method: 'GET' })
    await runtime.close()
    expect([
      stranger,
      spent,
      status,
      JSON.parse(String(runtime.aws.calls[0]?.body.input)),
      health.status,
      listing.status,
    ]).toEqual([
      {
        status: 401,
        body: { error: { code: 'unauthorized', message: 'Send "authorization: Bearer …".', request_id: 'test-request' } },
      },
      0,
      200,
      { PromptInput: body.messages, state_machine_custom_params: { caller: 'shop' } },
      200,
      401,
    ])
  })

  test('a page of a listed origin may call, another may not', async () => {
    const runtime = await startTestRuntime({ manifests, environment })
    const preflight = async (origin: string) => {
      const { response } = await open(`${runtime.url}/chains/rag`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          // OpenAI's client sends such from a browser.
          'access-control-request-headers': 'authorization,x-stainless-lang',
        },
      })
      response.resume()
      const told = ['allow-origin', 'allow-methods', 'allow-headers'].map((name) => response.headers[`access-control-${name}`])
      return [response.statusCode, ...told, response.headers.vary]
    }
    const told = [await preflight('https://a.example'), await preflight('https://b.example')]
    await runtime.close()
    expect(told).toEqual([
      [204, 'https://a.example', 'GET, POST', 'authorization,x-stainless-lang', 'origin, access-control-request-headers'],
      [405, undefined, undefined, undefined, 'origin'],
    ])
  })

  test('every answer tells a browser to be careful with it', async () => {
    const runtime = await startTestRuntime({ manifests })
    const { response } = await open(`${runtime.url}/healthz`, { method: 'GET' })
    response.resume()
    await runtime.close()
    const { date: _date, connection: _connection, 'keep-alive': _keep, ...headers } = response.headers
    expect(headers).toEqual({
      'cache-control': 'no-store',
      'content-length': '15',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'content-type': 'application/json',
      'cross-origin-resource-policy': 'same-site',
      'referrer-policy': 'no-referrer',
      vary: 'origin',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'request-1',
    })
  })
})
