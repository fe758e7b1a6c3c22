/** The function's own URL, which streams: checked by IAM, or open where the runtime itself checks tokens or keys. */
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { FunctionUrlAuthType, InvokeMode } from 'aws-cdk-lib/aws-lambda'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { Auth } from '../options.ts'
import type { FrontDoor } from './front-door.ts'

export class UrlDoor extends Construct implements FrontDoor {
  readonly endpoint: string
  readonly signedAs: 'lambda' | undefined

  constructor(scope: Construct, id: string, handler: LambdaFunction, auth: Auth) {
    super(scope, id)
    const open = auth !== 'iam'
    const url = handler.addFunctionUrl({
      authType: open ? FunctionUrlAuthType.NONE : FunctionUrlAuthType.AWS_IAM,
      invokeMode: InvokeMode.RESPONSE_STREAM,
    })
    this.endpoint = url.url
    this.signedAs = open ? undefined : 'lambda'
    if (open) return
    // For whoever is to call. Since 2025 both actions are needed; the second only for calls that come by the URL.
    new ManagedPolicy(this, 'Caller', {
      description: `Allows to call ${handler.node.path}`,
      statements: [
        new PolicyStatement({
          actions: ['lambda:InvokeFunctionUrl'],
          resources: [handler.functionArn],
          conditions: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
        }),
        new PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: [handler.functionArn],
          conditions: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
        }),
      ],
    })
  }
}
