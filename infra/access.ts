/** The runtime's settings for who may call: what differs between accounts is asked for by parameters of the stack. */
import { CfnParameter } from 'aws-cdk-lib'
import type { CfnParameterProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Auth } from './options.ts'

export function accessEnvironment(scope: Construct, auth: Auth): Record<string, string> {
  const parameter = (id: string, props: CfnParameterProps) =>
    new CfnParameter(scope, id, { type: 'String', ...props }).valueAsString
  switch (auth) {
    case 'iam':
      return { AUTH: auth }
    case 'jwt':
      return {
        AUTH: auth,
        JWT_ISSUER: parameter('JwtIssuer', {
          description: 'Issuer of the tokens, such as the URL of a Cognito user pool.',
          allowedPattern: '^https://.+',
        }),
        JWT_AUDIENCE: parameter('JwtAudience', {
          description: 'Audiences or client ids whose tokens are accepted, separated by commas.',
          minLength: 1,
        }),
      }
    case 'keys': {
      const arn = parameter('KeyHoldersArn', {
        description: 'ARN of the secret with JSON from the name of a holder to the SHA-256 of the key.',
        allowedPattern: '^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+$',
      })
      const version = parameter('KeyHoldersVersion', {
        description: 'Id of the version of that secret; another one makes a deployment read it again.',
        minLength: 32,
      })
      // Hashes only, so they may stand in the function's environment; the deployment reads them, the function cannot.
      return { AUTH: auth, API_KEYS: `{{resolve:secretsmanager:${arn}:SecretString:::${version}}}` }
    }
    default:
      return auth satisfies never
  }
}
