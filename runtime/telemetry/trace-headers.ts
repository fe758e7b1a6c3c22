/** The headers that say which trace a request is part of: W3C's `traceparent`, and X-Ray's. */
import type { IncomingHttpHeaders } from 'node:http'

/** A span of somebody else's: ids in lower-case hexadecimal, 32 and 16 digits. */
export interface RemoteSpan {
  readonly traceId: string
  readonly spanId: string
  readonly sampled: boolean
}

/**
 * The span that a request says it is part of. X-Ray's header counts only where X-Ray keeps the trace: Lambda puts one on every
 * request, and below a span that nobody keeps ours would hang in the air.
 */
export function parentOf(headers: IncomingHttpHeaders): RemoteSpan | undefined {
  const { traceparent } = headers
  if (typeof traceparent === 'string') return ofTraceParent(traceparent)
  const xray = headers['x-amzn-trace-id']
  return typeof xray === 'string' ? ofXRay(xray) : undefined
}

const NOTHING = /^0*$/

function ofTraceParent(text: string): RemoteSpan | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(text.trim()) ?? []
  // A later version may say more behind these four.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

function ofXRay(text: string): RemoteSpan | undefined {
  const fields = new Map(text.split(';').map((field) => field.trim().split('=', 2) as [string, string]))
  const [, time, rest] = /^1-([\da-f]{8})-([\da-f]{24})$/.exec(fields.get('Root') ?? '') ?? []
  const spanId = fields.get('Parent') ?? ''
  if (time === undefined || rest === undefined || !/^[\da-f]{16}$/.test(spanId) || fields.get('Sampled') !== '1') return undefined
  return { traceId: time + rest, spanId, sampled: true }
}

/** X-Ray's header for a call that is made within a span. */
export const xRayHeader = (traceId: string, spanId: string): string =>
  `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=1`
