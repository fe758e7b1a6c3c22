/** The token of an `Authorization: Bearer` header. */
import type { IncomingMessage } from 'node:http'
import { unauthorized } from '../failure.ts'

export function bearerToken(request: IncomingMessage): string {
  const [, token] = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) throw unauthorized('Send "authorization: Bearer …".')
  return token
}
