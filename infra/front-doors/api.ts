/** An API of API Gateway, which streams what the function answers: callers are checked by IAM, or by the runtime. */
import { Duration } from 'aws-cdk-lib'
import {
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { Auth } from '../options.ts'
import { acknowledge } from '../permissions.ts'
import type { FrontDoor } from './front-door.ts'

const STAGE = 'live'

export class ApiDoor extends Construct implements FrontDoor {
  readonly endpoint: string
  readonly signedAs: 'execute-api' | undefined

  constructor(scope: Construct, id: string, handler: LambdaFunction, auth: Auth, timeoutSeconds: number) {
    super(scope, id)
    // The runtime's addresses have no stage in them.
    handler.addEnvironment('AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH', 'true')
    const integration = new LambdaIntegration(handler, {
      proxy: true,
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: Duration.seconds(timeoutSeconds),
      allowTestInvoke: false,
    })
    const api = new RestApi(this, 'Api', {
      description: 'Streams answers of prompt chains',
      // A regional endpoint waits five minutes between bytes, an edge one 30 s.
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: {
        stageName: STAGE,
        metricsEnabled: true,
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel.OFF,
        throttlingRateLimit: 50,
        throttlingBurstLimit: 100,
      },
      defaultIntegration: integration,
      defaultMethodOptions: { authorizationType: auth === 'iam' ? AuthorizationType.IAM : AuthorizationType.NONE },
    })
    api.root.addMethod('ANY')
    api.root.addResource('{proxy+}').addMethod('ANY')
    this.endpoint = api.url
    this.signedAs = auth === 'iam' ? 'execute-api' : undefined
    const logged = 'The runtime logs every request; logging here, too, needs a role for the whole account.'
    acknowledge(api, 'AwsSolutions-APIG1', logged)
    acknowledge(api, 'AwsSolutions-APIG6', logged)
    acknowledge(api, 'AwsSolutions-APIG2', 'The runtime validates requests and names the field that is wrong.')
    acknowledge(
      api,
      'AwsSolutions-APIG3',
      "The runtime checks every caller before anything is spent; a firewall is the account owner's to attach and pay for.",
    )
    acknowledge(api, 'AwsSolutions-COG4', "IAM or the runtime, by the issuer's keys or by hashed keys, checks callers.")
    if (auth !== 'iam')
      acknowledge(api, 'AwsSolutions-APIG4', 'The runtime checks the token or key of every request but those for its health.')
  }
}
