/**
 * CloudFront before the function's URL, which then takes only what CloudFront signs (origin access control). That
 * signature uses the Authorization header, so a caller's own is carried past it in another, which Lambda Web Adapter puts
 * back. Lambda checks the body against the signature: callers send its SHA-256 in x-amz-content-sha256 with a POST.
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { FunctionUrlOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { FunctionUrlAuthType, InvokeMode } from 'aws-cdk-lib/aws-lambda'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { acknowledge } from '../permissions.ts'
import type { FrontDoor } from './front-door.ts'

/** Carries a caller's Authorization past the signature. */
const CARRIER = 'x-stepchain-authorization'

/** What CloudFront allows without asking for more: the runtime's first byte comes within 10 s of a stream with heartbeats. */
const FIRST_BYTE_SECONDS = 60

const KEEP_AUTHORIZATION = `function handler(event) {
  var headers = event.request.headers
  delete headers['${CARRIER}']
  if (headers.authorization) headers['${CARRIER}'] = { value: headers.authorization.value }
  return event.request
}
`

export class CloudFrontDoor extends Construct implements FrontDoor {
  readonly endpoint: string
  readonly signedAs = undefined

  constructor(scope: Construct, id: string, handler: LambdaFunction, retentionDays: number) {
    super(scope, id)
    handler.addEnvironment('AWS_LWA_AUTHORIZATION_SOURCE', CARRIER)
    const url = handler.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM, invokeMode: InvokeMode.RESPONSE_STREAM })
    const log = new Bucket(this, 'Log', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // CloudFront's log delivery writes by ACL.
      objectOwnership: ObjectOwnership.OBJECT_WRITER,
      lifecycleRules: [{ expiration: Duration.days(retentionDays) }],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    })
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Streams answers of prompt chains',
      httpVersion: HttpVersion.HTTP2_AND_3,
      // the CDK's types say so only without exactOptionalPropertyTypes
      logBucket: log as IBucket,
      defaultBehavior: {
        origin: FunctionUrlOrigin.withOriginAccessControl(url, { readTimeout: Duration.seconds(FIRST_BYTE_SECONDS) }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new EdgeFunction(this, 'KeepAuthorization', {
              code: FunctionCode.fromInline(KEEP_AUTHORIZATION),
              runtime: FunctionRuntime.JS_2_0,
            }),
          },
        ],
      },
    })
    this.endpoint = `https://${distribution.distributionDomainName}/`
    acknowledge(log, 'AwsSolutions-S1', 'This bucket holds access logs; logs of reading them would never end.')
    acknowledge(distribution, 'AwsSolutions-CFR1', 'Where callers may be is the business of whoever deploys.')
    acknowledge(
      distribution,
      'AwsSolutions-CFR2',
      "The runtime checks every caller before anything is spent; a firewall is the account owner's to attach and pay for.",
    )
    acknowledge(
      distribution,
      'AwsSolutions-CFR4',
      'TLS 1.2 as the least needs a domain and certificate of the owner; the default domain offers older versions, too.',
    )
  }
}
