/** `AUTH=jwt`: tokens of an issuer such as a Cognito user pool; the subject is the caller. */
import { JwtVerifier } from 'aws-jwt-verify'
import type { Jwks } from 'aws-jwt-verify/jwk'
import { FetchError, WaitPeriodNotYetEndedJwkError } from 'aws-jwt-verify/error'
import { accessUnavailable, unauthorized } from '../failure.ts'
import { SettingsError } from '../settings-error.ts'
import type { Access } from './access.ts'
import { bearerToken } from './bearer.ts'

export interface JwtSettings {
  readonly mode: 'jwt'
  readonly issuer: string | undefined
  /** One of these must be the token's `aud`, or its `client_id`, which is where Cognito's access tokens have it. */
  readonly audience: readonly string[]
  readonly jwksUri: string | undefined
  /** Keys that are known already and need not be fetched. */
  readonly jwks?: Jwks
}

export function jsonWebTokens({ issuer, audience, jwksUri, jwks }: JwtSettings): Access {
  if (issuer === undefined || !URL.canParse(issuer))
    throw new SettingsError('JWT_ISSUER', 'must be the URL of the issuer with AUTH=jwt.')
  if (audience.length === 0)
    throw new SettingsError('JWT_AUDIENCE', 'is needed with AUTH=jwt: else tokens made for any other application would do.')
  // Keys that anybody on the way could have put there would prove nothing.
  if (jwks === undefined && !/^https:/i.test(jwksUri ?? issuer))
    throw new SettingsError(
      jwksUri === undefined ? 'JWT_ISSUER' : 'JWT_JWKS_URI',
      'must begin with https://: the keys of the issuer are fetched from there.',
    )
  const verifier = JwtVerifier.create({
    issuer,
    audience: null,
    ...(jwksUri === undefined ? {} : { jwksUri }),
    customJwtCheck: ({ payload }) => {
      const claimed = [payload.aud, payload.client_id].flat()
      if (!claimed.some((one) => typeof one === 'string' && audience.includes(one)))
        throw new Error('the token is for another audience')
    },
  })
  if (jwks !== undefined) verifier.cacheJwks(jwks)
  return async (request) => {
    const token = bearerToken(request)
    try {
      const { sub } = await verifier.verify(token)
      return sub
    } catch (error) {
      // Not being able to fetch the issuer's keys says nothing about the token.
      if (error instanceof FetchError || error instanceof WaitPeriodNotYetEndedJwkError) throw accessUnavailable(error)
      throw unauthorized('This token is not valid here, or no longer.', error)
    }
  }
}
