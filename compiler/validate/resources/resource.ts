/** A Task's Resource, taken apart. */
import { OPTIMIZED } from './optimized.ts'
import { isSdkAction } from './sdk.ts'

export type Resource =
  | { readonly kind: 'integration'; readonly service: string; readonly action: string; readonly pattern: string | undefined }
  | { readonly kind: 'sdk'; readonly service: string; readonly action: string; readonly pattern: string | undefined }
  | { readonly kind: 'function' }
  | { readonly kind: 'activity' }
  /** Known only once a deploy-time substitution has been made. */
  | { readonly kind: 'substituted' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'no-arn' }

const SERVICE_CALL = /^(?<action>[^.]+)(?:\.(?<pattern>.+))?$/

export function resourceOf(text: string): Resource {
  if (text.includes('${')) return { kind: 'substituted' }
  const [arn, partition, owner, , , ...rest] = text.split(':')
  if (arn !== 'arn' || !partition || !owner) return { kind: 'no-arn' }
  if (owner === 'lambda') return rest[0] === 'function' && rest[1] ? { kind: 'function' } : { kind: 'unknown' }
  if (owner !== 'states' || rest.length < 2) return { kind: 'unknown' }
  if (rest[0] === 'activity') return { kind: 'activity' }

  const [service = '', ...call] = rest[0] === 'aws-sdk' ? rest.slice(1) : rest
  const { action = '', pattern } = SERVICE_CALL.exec(call.join(':'))?.groups ?? {}
  if (rest[0] === 'aws-sdk') {
    const known = isSdkAction(service, action) && (pattern === undefined || pattern === 'waitForTaskToken')
    return known ? { kind: 'sdk', service, action, pattern } : { kind: 'unknown' }
  }
  const patterns = Object.hasOwn(OPTIMIZED, service) ? OPTIMIZED[service] : undefined
  const offered = patterns && Object.hasOwn(patterns, action) ? (patterns[action] as readonly string[]) : undefined
  const known = offered !== undefined && (pattern === undefined || offered.includes(pattern))
  return known ? { kind: 'integration', service, action, pattern } : { kind: 'unknown' }
}
