/** Headers that keep a browser from doing with an answer what it is not for. */
import type { RequestHandler } from 'express'

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-resource-policy', 'same-site')
  // Answers are text, JSON or events; a page that belongs to this app sets its own policy.
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  response.setHeader('cache-control', 'no-store')
  next()
}
