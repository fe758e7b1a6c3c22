/** Which pages of other origins may call: those listed, and no others. */
import type { RequestHandler } from 'express'

const METHODS = 'GET, POST'

export function cors(origins: readonly string[]): RequestHandler {
  const listed = new Set(origins)
  return (request, response, next) => {
    response.vary('origin')
    const { origin } = request.headers
    const allowed = origin !== undefined && (listed.has(origin) || listed.has('*'))
    if (allowed) {
      response.setHeader('access-control-allow-origin', origin)
      response.setHeader('access-control-expose-headers', 'x-request-id, retry-after')
    }
    if (!allowed || request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return next()
    response.setHeader('access-control-allow-methods', METHODS)
    // Whatever is asked for: clients for browsers add headers of their own, and none of them gives a listed page more rights.
    const asked = request.headers['access-control-request-headers']
    if (asked !== undefined) response.setHeader('access-control-allow-headers', asked)
    response.vary('access-control-request-headers')
    response.setHeader('access-control-max-age', '600')
    response.status(204).end()
  }
}
