/** The front door that was chosen. */
import type { Construct } from 'constructs'
import type { Options } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import { ApiDoor } from './api.ts'
import { CloudFrontDoor } from './cloudfront.ts'
import type { FrontDoor } from './front-door.ts'
import { UrlDoor } from './url.ts'

export function frontDoor(scope: Construct, runtime: Runtime, { frontDoor, auth, retentionDays }: Options): FrontDoor {
  switch (frontDoor) {
    case 'url':
      return new UrlDoor(scope, 'Url', runtime.function, auth)
    case 'cloudfront':
      return new CloudFrontDoor(scope, 'CloudFront', runtime.function, retentionDays)
    case 'api':
      return new ApiDoor(scope, 'Api', runtime.function, auth, runtime.timeoutSeconds)
    default:
      return frontDoor satisfies never
  }
}

/** A line for a shell that calls `chain` there and shows the answer as it comes. */
export function curlLine({ endpoint, signedAs }: FrontDoor, chain: string, region: string, isCloudFront: boolean): string {
  const body = `{"messages":[{"role":"user","content":"Hello"}]}`
  const hash = `-H "x-amz-content-sha256: $(printf %s '${body}' | sha256sum | cut -d' ' -f1)"`
  const identity =
    signedAs === undefined
      ? '-H "authorization: Bearer $TOKEN"'
      : `--aws-sigv4 "aws:amz:${region}:${signedAs}" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN"`
  return [
    'curl --no-buffer',
    identity,
    ...(isCloudFront ? [hash] : []),
    '-H "content-type: application/json"',
    `-d '${body}'`,
    `"${endpoint}chains/${chain}"`,
  ].join(' ')
}
