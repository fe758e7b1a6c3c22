/** `AUTH=iam`: the platform has checked the caller, and the adapter passes on who it was. */
import type { IncomingMessage } from 'node:http'
import { headerOf } from '../exchange.ts'

interface RequestContext {
  readonly authorizer?: { readonly iam?: { readonly userId?: unknown } }
  readonly identity?: { readonly user?: unknown }
}

/** The unique id of the IAM identity, from a function URL or from API Gateway. The adapter overwrites what a caller sends. */
export function platformCaller(request: IncomingMessage): string | undefined {
  const text = headerOf(request, 'x-amzn-request-context')
  if (text === undefined) return undefined
  try {
    const { authorizer, identity } = JSON.parse(text) as RequestContext
    const id = authorizer?.iam?.userId ?? identity?.user
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}
